// The chart of one sensor, or of what a line or a site comes to: live values, the bands of its
// windows, and its episodes.

import uPlot from '/uplot/uPlot.esm.js';
import { element, setAttribute, setText } from './dom.js';
import { episodesPlugin } from './episodes-plugin.js';
import { count, day, isCounter, minute, moment, number, quantity, time, unitName } from './format.js';
import { colour } from './theme.js';

const INCREMENTS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
  ...[1, 2, 5, 10, 30, 90, 365].map((days) => days * 86400),
];
const LEAST_RANGE = 0.08;
const SEVERITIES = { INFO: '● info', WARNING: '▲ warning', CRITICAL: '◆ critical' };
const [LIVE, MEAN, MIN, MAX, P5, P95] = [1, 2, 3, 4, 5, 6];

export class Chart {
  constructor(sensor, height) {
    this.sensor = sensor;
    this.height = height;
    this.episodes = [];
    this.title = element('span', 'chart-title', sensor.name);
    this.value = element('span', 'chart-value');
    this.badge = element('span', 'chart-badge');
    this.summary = element('span', 'chart-summary');
    this.readout = element('span', 'chart-readout');
    const words = [this.title, this.value, this.badge, this.summary, this.readout];
    const caption = element('figcaption', '', ...words);
    this.plot = element('div', 'chart-plot waiting');
    this.plot.setAttribute('role', 'img');
    this.figure = element('figure', 'chart', caption, this.plot);
  }

  /** Shows the time from a moment on, in epoch milliseconds, with windows of a length. */
  update(from, to, length, episodes) {
    const { series, unit } = this.sensor;
    const latest = series.bands.of(length)?.latest;
    this.episodes = episodes.filter((e) => e.closedAt === null || e.closedAt >= from);
    const open = this.episodes.find((episode) => episode.open);
    setText(this.value, series.last ? quantity(series.last.value, unit) : '');
    setText(this.badge, open ? `${SEVERITIES[open.severity] ?? '▲'} anomaly open` : '');
    setAttribute(this.badge, 'data-severity', open?.severity ?? '');
    setText(this.summary, latest ? summaryWords(latest, this.sensor) : '');
    setAttribute(this.plot, 'aria-label', this.description(open, latest));
    const columns = series.columns(from, length);
    if (columns[0].length && this.plot.clientWidth) this.draw(columns, from, to);
  }

  description(open, latest) {
    const { name, machine, series, unit } = this.sensor;
    const words = series.last ? [`latest ${quantity(series.last.value, unit)}`] : ['no live value'];
    if (latest) words.push(summaryWords(latest, this.sensor));
    words.push(open ? `${open.severity.toLowerCase()} anomaly open` : 'no open anomaly');
    return `Chart of ${name} of ${machine}: ${words.join(', ')}`;
  }

  draw(columns, from, to) {
    if (!this.uplot) {
      this.plot.classList.remove('waiting');
      this.uplot = new uPlot(this.options(), columns, this.plot);
    } else if (this.uplot.width !== this.plot.clientWidth) {
      this.uplot.setSize({ width: this.plot.clientWidth, height: this.height });
    }
    this.window = { from: from / 1000, to: to / 1000 };
    setAttribute(this.plot, 'data-points', String(columns[0].length));
    this.uplot.setData(columns);
  }

  destroy() {
    this.uplot?.destroy();
    this.uplot = null;
  }

  options() {
    return {
      width: this.plot.clientWidth,
      height: this.height,
      legend: { show: false },
      padding: [6, 18, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'UTC'),
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'machine' } },
      scales: {
        x: { range: (u, min, max) => (this.window ? [this.window.from, this.window.to] : [min, max]) },
        y: { range: (u, min, max) => this.valueRange(min, max) },
      },
      axes: [this.timeAxis(), this.valueAxis()],
      series: this.lines(),
      bands: [
        { series: [MAX, MIN], fill: () => colour('band') },
        { series: [P95, P5], fill: () => colour('band') },
      ],
      plugins: [episodesPlugin(() => this.episodes)],
      hooks: { setCursor: [(u) => this.readAt(u.cursor.idx)] },
    };
  }

  lines() {
    const invisible = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: true };
    const live = { stroke: () => colour('accent'), width: 1.5, points: { show: false } };
    const mean = { stroke: () => colour('mean'), width: 1.5, dash: [5, 3], points: { show: false } };
    return [{}, live, { ...mean, spanGaps: true }, ...[MIN, MAX, P5, P95].map(() => invisible)];
  }

  timeAxis() {
    return {
      stroke: () => colour('muted'),
      grid: { stroke: () => colour('grid'), width: 1 },
      ticks: { show: false },
      size: 36,
      gap: 4,
      space: 64,
      incrs: INCREMENTS,
      font: '11px system-ui, sans-serif',
      values: (u, splits, axis, space, increment) => timeLabels(splits, increment),
    };
  }

  valueAxis() {
    return {
      stroke: () => colour('muted'),
      grid: { stroke: () => colour('grid'), width: 1 },
      ticks: { show: false },
      size: 58,
      gap: 6,
      space: 34,
      font: '11px system-ui, sans-serif',
      values: (u, splits, axis, space, increment) => valueLabels(splits, increment),
    };
  }

  /** Never so narrow that noise fills the chart, and wide enough for the bounds of episodes. */
  valueRange(min, max) {
    if (min === null || max === null) return [0, 1];
    const bounds = this.episodes.flatMap((e) => [e.lower, e.upper]).filter((b) => b !== null);
    const low = Math.min(min, ...bounds);
    const high = Math.max(max, ...bounds);
    const middle = (low + high) / 2;
    const least = Math.max(isCounter(this.sensor.metric) ? 4 : Math.abs(middle) * LEAST_RANGE, 1e-6);
    const half = Math.max(high - low, least) * 0.58;
    return [low >= 0 ? Math.max(0, middle - half) : middle - half, middle + half];
  }

  readAt(index) {
    const at = (series) => this.uplot?.data[series][index];
    const nowhere = index === null || index === undefined || !this.uplot;
    this.summary.hidden = !nowhere; // one line has room for one of the two
    if (nowhere) return setText(this.readout, '');
    const millis = at(0) * 1000;
    const { unit, series } = this.sensor;
    const parts = [moment(millis, series.last?.time ?? millis)];
    if (Number.isFinite(at(LIVE))) parts.push(quantity(at(LIVE), unit));
    if (Number.isFinite(at(MEAN))) {
      parts.push(`mean ${quantity(at(MEAN), unit)}`, `${number(at(MIN))} to ${number(at(MAX))}`);
    }
    if (Number.isFinite(at(P95))) parts.push(`5–95 %: ${number(at(P5))} to ${number(at(P95))}`);
    return setText(this.readout, parts.join(' · '));
  }
}

/** The newest window: mean, extremes, median and 95 % quantile where these are told, count. */
function summaryWords(window, { unit }) {
  const words = [`mean ${number(window.mean)}`, `${number(window.min)} to ${number(window.max)}`];
  if (Number.isFinite(window.p50)) words.push(`median ${number(window.p50)}`);
  if (Number.isFinite(window.p95)) words.push(`p95 ${number(window.p95)}`);
  return `${words.join(' · ')} ${unitName(unit)} · ${count(window.count)} readings`;
}

function timeLabels(splits, increment) {
  let lastDay = '';
  return splits.map((seconds) => {
    const millis = seconds * 1000;
    const today = day(millis);
    if (increment >= 86400) return today;
    const clock = increment >= 60 ? minute(millis) : time(millis);
    const label = today === lastDay ? clock : `${clock}\n${today}`;
    lastDay = today;
    return label;
  });
}

function valueLabels(splits, increment) {
  const digits = [0, 1, 2, 3].find((n) => isWhole(increment * 10 ** n)) ?? 4;
  return splits.map((value) =>
    value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** But for rounding: 2.5 needs a digit, 0.25 two. */
function isWhole(value) {
  return value > 0.5 && Math.abs(value - Math.round(value)) < 1e-6;
}
