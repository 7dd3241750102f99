// What the page knows of the plant: sensors, what machines, lines and sites come to, episodes, and
// the states that follow.

import { isCounter } from './format.js';
import { Series } from './series.js';

const SILENT_MILLIS = 20_000;
const MAX_EPISODES = 500;
const NAMES = new Intl.Collator('en', { numeric: true });

export class Plant {
  sensors = new Map();
  /** Of a machine, line or site and a metric: by the key of their statistics. */
  rollups = new Map();
  episodes = new Map();
  /** The latest change of each alarm, and the latest version of each rule. */
  alarms = new Map();
  rules = new Map();
  refusals = new Map();
  status = { phase: 'CONNECTING', text: 'connecting…' };
  counters = {};
  /** Grows whenever the set of machines or of episodes changes. */
  layoutVersion = 0;
  episodeVersion = 0;
  alarmVersion = 0;
  ruleVersion = 0;

  apply(update, now) {
    this.status = update.status;
    this.counters = update.counters;
    for (const view of update.sensors) this.addReadings(view, now);
    for (const window of update.statistics) this.addWindow(window);
    for (const episode of update.anomalies) this.addEpisode(episode);
    for (const alarm of update.alarms) this.addAlarm(alarm);
    for (const rule of update.rules) this.addRule(rule);
    for (const refusal of update.refusals) this.refusals.set(refusal.id, refusal);
  }

  addSensor(id, metric, unit) {
    let sensor = this.sensors.get(id);
    if (!sensor) {
      sensor = { id, metric, unit, ...place(id), series: new Series(metric), seenAt: null, loaded: false };
      this.sensors.set(id, sensor);
      this.layoutVersion++;
    }
    return sensor;
  }

  addRollup(key, path, metric, unit) {
    let rollup = this.rollups.get(key);
    if (!rollup) {
      const [machine, name] = [path.split('/').at(-1), metric];
      rollup = { id: key, path, metric, unit, machine, name, series: new Series(metric), loaded: false };
      this.rollups.set(key, rollup);
      this.layoutVersion++;
    }
    return rollup;
  }

  /** A sensor, or what sensors come to: `plant-1/line-2#temperature[Cel]`, escaped as in URLs. */
  addKey(key, metric, unit) {
    const suffix = `#${metric.replaceAll('%', '%25').replaceAll('[', '%5B')}[${unit}]`;
    if (!key.endsWith(suffix)) return this.addSensor(key, metric, unit);
    const path = key.slice(0, -suffix.length).replaceAll('%23', '#').replaceAll('%25', '%');
    return this.addRollup(key, path, metric, unit);
  }

  addReadings(view, now) {
    const sensor = this.addSensor(view.id, view.metric, view.unit);
    for (const [time, value] of view.points) sensor.series.addPoint(time, value);
    if (view.age >= 0) sensor.seenAt = Math.max(sensor.seenAt ?? 0, now - view.age);
  }

  addWindow(window) {
    this.addKey(window.key, window.metric, window.unit).series.addWindow(window);
  }

  /** History and live edges overlap: what is closed stays closed. */
  addEpisode(episode) {
    const known = this.episodes.get(episode.episode);
    if (known && !known.open && episode.open) return;
    const explanation = episode.explanation ?? known?.explanation ?? null;
    const merged = { ...episode, explanation };
    if (JSON.stringify(merged) === JSON.stringify(known)) return;
    this.addSensor(episode.key, episode.metric, episode.unit);
    this.episodes.set(episode.episode, merged);
    this.episodeVersion++;
    if (this.episodes.size > MAX_EPISODES) this.forgetOldestEpisode();
  }

  addAlarm(alarm) {
    if ((this.alarms.get(alarm.id)?.revision ?? -1) >= alarm.revision) return;
    if (alarm.state === 'NORMAL') this.alarms.delete(alarm.id);
    else this.alarms.set(alarm.id, alarm);
    this.alarmVersion++;
  }

  addRule(rule) {
    const known = this.rules.get(rule.id);
    if (known && (known.version > rule.version || (known.version === rule.version && !rule.refused))) return;
    this.rules.set(rule.id, rule);
    this.ruleVersion++;
  }

  get activeAlarms() {
    return [...this.alarms.values()];
  }

  /** Machine and name of a sensor, known or not. */
  placeOf(sensorId) {
    return this.sensors.get(sensorId) ?? place(sensorId);
  }

  forgetOldestEpisode() {
    const all = [...this.episodes.values()];
    const oldest = all.reduce((a, b) => (a.openedAt <= b.openedAt ? a : b));
    this.episodes.delete(oldest.episode);
  }

  /** Newest first. */
  get newestEpisodes() {
    return [...this.episodes.values()].sort((a, b) => b.openedAt - a.openedAt);
  }

  episodesOf(sensorId) {
    return [...this.episodes.values()].filter((episode) => episode.key === sensorId);
  }

  /** When the last reading of any sensor arrived, by the clock of this page; null before. */
  get newestSeen() {
    let newest = null;
    for (const { seenAt } of this.sensors.values()) {
      if (seenAt !== null && (newest === null || seenAt > newest)) newest = seenAt;
    }
    return newest;
  }

  /** The latest event time of any reading; 0 before the first. */
  get newestTime() {
    return Math.max(0, ...[...this.sensors.values()].map(({ series }) => series.last?.time ?? 0));
  }

  get name() {
    const first = this.sensors.values().next().value;
    return first ? first.site : 'Plant';
  }

  /** The sites in order: each a tree of lines, machines and their sensors. */
  get sites() {
    const sites = new Map();
    for (const sensor of this.sensors.values()) {
      const { site, line, lineId, machine, machineId } = sensor;
      const siteNode = part(sites, site, { name: site, within: '', kind: 'site' });
      // a machine without a line stands under the site itself
      const lineNode = part(siteNode.parts, lineId, { name: line, within: site, kind: 'line' });
      const node = part(lineNode.parts, machineId, { name: machine, within: line, kind: 'machine' });
      [siteNode, lineNode, node].forEach(({ sensors }) => sensors.push(sensor));
    }
    return ordered(sites).map((site) => this.finished(site));
  }

  finished(node) {
    const own = [...this.rollups.values()].filter(({ path }) => path === node.id).sort(bySensor);
    // the mean of the counters of several machines says nothing
    const rollups = own.filter(({ metric }) => node.kind === 'machine' || !isCounter(metric));
    const children = ordered(node.parts).map((child) => this.finished(child));
    const sensors = node.sensors.sort(bySensor);
    return { ...node, rollups, children, sensors, shown: node.kind === 'machine' ? sensors : rollups };
  }

  state(machine) {
    const ids = new Set(machine.sensors.map((sensor) => sensor.id));
    const open = [...this.episodes.values()].filter((e) => e.open && !e.shadow && ids.has(e.key));
    if (open.some((episode) => episode.severity === 'CRITICAL')) return 'critical';
    if (open.length) return 'warning';
    // measured against the newest reading: when all stop, it is the feed that is silent
    const newest = this.newestSeen;
    const silent = (s) => s.seenAt === null || newest - s.seenAt > SILENT_MILLIS;
    return newest === null || machine.sensors.some(silent) ? 'silent' : 'ok';
  }
}

const METRICS = ['temperature', 'vibration', 'pressure', 'production-count'];

function bySensor(a, b) {
  const rank = ({ metric }) => (METRICS.indexOf(metric) + METRICS.length + 1) % (METRICS.length + 1);
  return rank(a) - rank(b) || NAMES.compare(a.id, b.id);
}

function part(parts, id, fields) {
  if (!parts.has(id)) parts.set(id, { id, ...fields, parts: new Map(), sensors: [] });
  return parts.get(id);
}

function ordered(parts) {
  return [...parts.values()].sort((a, b) => NAMES.compare(a.id, b.id));
}

/** site/line/machine/sensor; a path with fewer parts is its own machine. */
function place(id) {
  const parts = id.split('/');
  const site = parts[0];
  if (parts.length < 3) return { site, line: '', lineId: '', machine: id, machineId: id, name: id };
  const machineId = parts.slice(0, -1).join('/');
  return {
    site,
    line: parts.slice(1, -2).join('/'),
    lineId: parts.length < 4 ? '' : parts.slice(0, -2).join('/'),
    machine: parts.at(-2),
    machineId,
    name: parts.at(-1),
  };
}
