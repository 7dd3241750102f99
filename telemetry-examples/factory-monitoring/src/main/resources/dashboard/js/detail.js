// The machine that is selected: its charts, all over the same time.

import { byId, element, setAttribute, setText } from './dom.js';
import { Chart } from './chart.js';
import { duration } from './format.js';
import { onThemeChange } from './theme.js';

const [LOW, HIGH] = [148, 230]; // few charts fill the room of many
const SPANS = [600, 3600];
const RECORDING_INTERVAL = 30_000;

export class Detail {
  constructor(plant) {
    this.plant = plant;
    this.charts = [];
    this.machine = null;
    this.span = null;
    this.root = byId('charts');
    this.title = byId('detail-title');
    this.spans = byId('spans');
    this.buttons = [...SPANS, Infinity].map((span) => this.button(span));
    this.spans.append(...this.buttons);
    onThemeChange(() => this.charts.forEach((chart) => chart.uplot?.redraw()));
    addEventListener('resize', () => this.render());
  }

  button(span) {
    const button = element('button');
    button.type = 'button';
    button.addEventListener('click', () => {
      this.span = span;
      this.render();
    });
    button.span = span;
    return button;
  }

  show(machine) {
    const same = machine?.id === this.machine?.id;
    this.machine = machine;
    if (same && machine?.sensors.length === this.charts.length) return;
    this.charts.forEach((chart) => chart.destroy());
    const height = machine?.sensors.length > 2 ? LOW : HIGH;
    this.charts = machine ? machine.sensors.map((sensor) => new Chart(sensor, height)) : [];
    this.root.replaceChildren(...this.charts.map((chart) => chart.figure));
  }

  render() {
    const { machine } = this;
    this.spans.hidden = !machine;
    byId('legend').hidden = !machine;
    if (!machine) return this.renderEmpty();
    setText(this.title, machine.line ? `${machine.name} · ${machine.line}` : machine.name);
    const interval = this.interval();
    // at five minutes a reading, the last readings of a recording say little without the rest
    const span = this.span ?? (interval > RECORDING_INTERVAL ? Infinity : SPANS[0]);
    this.renderSpans(interval, span);
    const { from, to } = this.timeShown(interval, span);
    for (const chart of this.charts) {
      chart.update(from, to, this.plant.episodesOf(chart.sensor.id));
    }
  }

  renderEmpty() {
    setText(this.title, 'Readings');
    if (!this.root.querySelector('.empty')) {
      this.root.replaceChildren(element('p', 'empty', 'Waiting for the first reading…'));
    }
  }

  renderSpans(interval, span) {
    for (const button of this.buttons) {
      setText(button, button.span === Infinity ? 'All' : duration(button.span * interval));
      setAttribute(button, 'aria-pressed', String(button.span === span));
    }
  }

  /** Milliseconds between readings, as the quickest sensor of the machine has it. */
  interval() {
    const all = this.machine.sensors.map((s) => s.series.interval).filter((i) => i > 0);
    return all.length ? tidy(Math.min(...all)) : 1000;
  }

  timeShown(interval, span) {
    const ranges = this.machine.sensors.map((s) => s.series.range).filter((r) => r);
    const to = Math.max(...ranges.map((range) => range.to), 0);
    const from = Math.min(...ranges.map((range) => range.from), to);
    return { from: span === Infinity ? from : to - span * interval, to: Math.max(to, from + interval) };
  }
}

/** 998 ms is a second with jitter: the buttons should not say 9 min 59 s. */
function tidy(interval) {
  const second = Math.round(interval / 1000) * 1000;
  return second > 0 && Math.abs(second - interval) < 0.1 * second ? second : interval;
}
