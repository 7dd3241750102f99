// The machine, line or site that is selected: what it comes to now, and its charts, all over the
// same time and with windows of the same length.

import { byId, element, setAttribute, setText } from './dom.js';
import { Chart } from './chart.js';
import { Figures } from './figures.js';
import { duration } from './format.js';
import { onThemeChange } from './theme.js';

const [LOW, HIGH] = [148, 230]; // few charts fill the room of many
const SPANS = [600, 3600];
const RECORDING_INTERVAL = 30_000;

export class Detail {
  constructor(plant, onSelect) {
    this.plant = plant;
    this.charts = [];
    this.node = null;
    this.span = null;
    this.length = null;
    this.root = byId('charts');
    this.title = byId('detail-title');
    this.figures = new Figures(onSelect);
    this.spans = new Choice(byId('spans'), (span) => this.choose({ span }));
    this.windows = new Choice(byId('windows'), (length) => this.choose({ length }));
    onThemeChange(() => this.charts.forEach((chart) => chart.uplot?.redraw()));
    addEventListener('resize', () => this.render());
  }

  choose(chosen) {
    Object.assign(this, chosen);
    this.render();
  }

  show(node) {
    const shown = node?.shown ?? [];
    const same = shown.length === this.charts.length;
    const unchanged = same && this.charts.every((chart, i) => chart.sensor === shown[i]);
    this.node = node;
    if (unchanged && shown.length) return;
    this.charts.forEach((chart) => chart.destroy());
    const height = shown.length > 2 ? LOW : HIGH;
    this.charts = shown.map((sensor) => new Chart(sensor, height));
    this.root.replaceChildren(...this.charts.map((chart) => chart.figure));
  }

  render() {
    const { node } = this;
    byId('controls').hidden = !node;
    byId('legend').hidden = !node?.shown.length;
    setAttribute(byId('legend'), 'data-kind', node?.kind ?? '');
    if (!node) this.renderEmpty('Readings', 'Waiting for the first reading…');
    else if (!node.shown.length) this.renderEmpty(node.name, 'Waiting for the first statistics…');
    else this.renderNode(node);
  }

  renderEmpty(title, words) {
    setText(this.title, title);
    this.figures.render(null, null);
    if (this.root.textContent !== words) this.root.replaceChildren(element('p', 'empty', words));
  }

  renderNode(node) {
    setText(this.title, node.within ? `${node.name} · ${node.within}` : node.name);
    const interval = this.interval();
    // at five minutes a reading, the last readings of a recording say little without the rest
    const span = this.span ?? (interval > RECORDING_INTERVAL ? Infinity : SPANS[0]);
    const words = (factor) => (factor === Infinity ? 'All' : duration(factor * interval));
    this.spans.render([...SPANS, Infinity], words, span);
    const lengths = this.lengths();
    const length = lengths.includes(this.length) ? this.length : lengths[0];
    this.windows.render(lengths, duration, length);
    this.figures.render(node, length);
    const { from, to } = this.timeShown(interval, span, length);
    for (const chart of this.charts) {
      chart.update(from, to, length, this.plant.episodesOf(chart.sensor.id));
    }
  }

  /** Milliseconds between readings, as the quickest sensor has it. */
  interval() {
    const all = this.node.sensors.map((s) => s.series.interval).filter((i) => i > 0);
    return all.length ? tidy(Math.min(...all)) : 1000;
  }

  /** The lengths of windows that there are, the shortest first. */
  lengths() {
    const all = [...this.node.shown, ...this.node.rollups].flatMap((s) => s.series.bands.lengths);
    return [...new Set(all)].sort((a, b) => a - b);
  }

  timeShown(interval, span, length) {
    const ranges = this.node.shown.map((s) => s.series.range(length)).filter((r) => r);
    const to = Math.max(...ranges.map((range) => range.to), 0);
    const from = Math.min(...ranges.map((range) => range.from), to);
    return { from: span === Infinity ? from : to - span * interval, to: Math.max(to, from + interval) };
  }
}

/** A row of buttons of which one is pressed. */
class Choice {
  constructor(root, onChoose) {
    this.root = root;
    this.onChoose = onChoose;
    this.buttons = new Map();
  }

  render(values, words, chosen) {
    if (values.join() !== [...this.buttons.keys()].join()) this.layOut(values);
    this.root.hidden = !values.length;
    for (const [value, button] of this.buttons) {
      setText(button, words(value));
      setAttribute(button, 'aria-pressed', String(value === chosen));
    }
  }

  layOut(values) {
    this.buttons = new Map(values.map((value) => [value, this.button(value)]));
    const caption = this.root.querySelector('.caption');
    this.root.replaceChildren(...(caption ? [caption] : []), ...this.buttons.values());
  }

  button(value) {
    const button = element('button');
    button.type = 'button';
    button.addEventListener('click', () => this.onChoose(value));
    return button;
  }
}

/** 998 ms is a second with jitter: the buttons should not say 9 min 59 s. */
function tidy(interval) {
  const second = Math.round(interval / 1000) * 1000;
  return second > 0 && Math.abs(second - interval) < 0.1 * second ? second : interval;
}
