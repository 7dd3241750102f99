// The list of episodes, newest first.

import { breakable, byId, element, setText } from './dom.js';
import { date, duration, moment, quantity } from './format.js';

const SHOWN = 100;
const SEVERITIES = { INFO: '● Info', WARNING: '▲ Warning', CRITICAL: '◆ Critical' };

export class AnomalyList {
  constructor(plant, onSelect) {
    this.plant = plant;
    this.onSelect = onSelect;
    this.version = '';
    this.root = byId('anomaly-list');
  }

  render() {
    const now = this.plant.newestTime;
    const version = `${this.plant.episodeVersion} ${date(now)}`;
    if (this.version === version) return;
    this.version = version;
    const episodes = this.plant.newestEpisodes;
    const open = episodes.filter((episode) => episode.open).length;
    setText(byId('anomaly-count'), episodes.length ? `${open} open · ${episodes.length} in all` : '');
    const focused = document.activeElement?.dataset?.episode;
    const items = episodes.slice(0, SHOWN).map((episode) => this.item(episode, now));
    this.root.replaceChildren(...items);
    if (!items.length) this.root.append(element('li', 'empty', 'No anomalies so far.'));
    if (focused !== undefined) {
      this.root.querySelectorAll('button').forEach((b) => b.dataset.episode === focused && b.focus());
    }
  }

  item(episode, reference) {
    const { machine, name, machineId } = this.plant.sensors.get(episode.key);
    const head = element(
      'span',
      'anomaly-head',
      element('span', 'anomaly-severity', severityWords(episode)),
      element('span', 'anomaly-when', when(episode, reference)),
    );
    const sensor = element('span', 'anomaly-sensor', ...breakable(machine === name ? name : `${machine} · ${name}`));
    const text = element('span', 'anomaly-text', episode.explanation ?? episode.closing ?? '');
    const meta = element('span', 'anomaly-meta', metaWords(episode));
    const closed = episode.closing && episode.explanation ? [`Closed: ${episode.closing}`] : [];
    const closing = closed.map((words) => element('span', 'anomaly-text closing', words));
    const button = element('button', '', head, sensor, text, ...closing, meta);
    button.type = 'button';
    button.dataset.episode = episode.episode;
    button.title = `Episode ${episode.episode}`;
    button.addEventListener('click', () => this.onSelect(machineId));
    const item = element('li', episode.open ? 'anomaly open' : 'anomaly', button);
    item.dataset.severity = episode.severity;
    return item;
  }
}

function severityWords({ severity, open, shadow }) {
  return `${SEVERITIES[severity] ?? severity} · ${open ? 'open' : 'closed'}${shadow ? ' · shadow' : ''}`;
}

function when({ openedAt, closedAt }, reference) {
  const since = moment(openedAt, reference);
  return closedAt === null ? `since ${since}` : `${since}, ${duration(closedAt - openedAt)}`;
}

function metaWords({ detector, peak, unit, episode }) {
  return [detector, `peak ${quantity(peak, unit)}`, `episode ${shortened(episode)}`].join(' · ');
}

/** The end of a long id: the rest is the sensor, which is shown already. */
function shortened(id) {
  return id.length > 20 ? `…${id.slice(-14)}` : id;
}
