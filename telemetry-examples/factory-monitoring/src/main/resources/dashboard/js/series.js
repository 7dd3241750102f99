// What one sensor measured, or what a machine, line or site comes to: live points and windows, in
// order of event time and in bounded memory.

import uPlot from '/uplot/uPlot.esm.js';
import { Bands } from './bands.js';
import { isCounter } from './format.js';

const MAX_POINTS = 4000;
const NEWEST = 2000;
const STRETCHES = 500;
const GAP_STEPS = 20;

export class Series {
  times = [];
  values = [];
  bands = new Bands();

  constructor(metric) {
    this.isCounter = isCounter(metric);
  }

  /** Quantiles are exact to a share of the value: of a counter, that is more than it grows. */
  addWindow(window) {
    this.bands.add(this.isCounter ? { ...window, p5: null, p50: null, p95: null } : window);
  }

  addPoint(time, value) {
    const last = this.times.at(-1);
    if (last === undefined || time > last) {
      this.times.push(time);
      this.values.push(value);
    } else {
      this.insert(time, value);
    }
    if (this.times.length > MAX_POINTS) this.thin();
  }

  insert(time, value) {
    const index = firstFrom(this.times, time);
    const same = this.times[index] === time ? 1 : 0;
    this.times.splice(index, same, time);
    this.values.splice(index, same, value);
  }

  /** Keeps of what is older the lowest and highest of each stretch, so that spikes stay. */
  thin() {
    const older = this.times.length - NEWEST;
    const start = this.times[0];
    const stretch = (this.times[older] - start) / STRETCHES;
    const kept = [];
    for (let i = 0; i < older; ) {
      const end = start + stretch * (Math.floor((this.times[i] - start) / stretch) + 1);
      let low = i;
      let high = i;
      for (i++; i < older && this.times[i] < end; i++) {
        if (this.values[i] < this.values[low]) low = i;
        if (this.values[i] > this.values[high]) high = i;
      }
      kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
    }
    this.times = [...kept.map((i) => this.times[i]), ...this.times.slice(older)];
    this.values = [...kept.map((i) => this.values[i]), ...this.values.slice(older)];
  }

  get last() {
    const index = this.times.length - 1;
    return index < 0 ? null : { time: this.times[index], value: this.values[index] };
  }

  /** The usual time between two points in milliseconds, or between two windows; null if unknown. */
  get interval() {
    const recent = this.times.slice(-50);
    const steps = recent.slice(1).map((time, i) => time - recent[i]).sort((a, b) => a - b);
    if (steps.length >= 3) return steps[steps.length >> 1];
    return this.bands.shortest;
  }

  /** The time that is covered by readings and by windows of a length; null if it is none. */
  range(length) {
    const ordered = this.bands.of(length)?.ordered ?? [];
    const starts = [this.times[0], ordered[0]?.to].filter((t) => t !== undefined);
    const ends = [this.times.at(-1), ordered.at(-1)?.to].filter((t) => t !== undefined);
    return starts.length ? { from: Math.min(...starts), to: Math.max(...ends) } : null;
  }

  /** The columns time (s), live, mean, min, max, p5, p95 for a chart, from a time on. */
  columns(from, length) {
    const band = this.bands.of(length)?.columns(from) ?? [[], [], [], [], [], []];
    return uPlot.join([this.livePoints(from), band]);
  }

  livePoints(from) {
    const usual = this.interval ?? Infinity;
    const xs = [];
    const ys = [];
    for (let i = firstFrom(this.times, from); i < this.times.length; i++) {
      if (ys.length && this.isGapBefore(i, usual)) {
        xs.push((this.times[i] + this.times[i - 1]) / 2000);
        ys.push(null); // a dropout shows as a gap, not as a straight line
      }
      xs.push(this.times[i] / 1000);
      ys.push(this.values[i]);
    }
    return [xs, ys];
  }

  /** By the steps around it: where older points are thinned, long steps are usual. */
  isGapBefore(index, usual) {
    const step = this.times[index] - this.times[index - 1];
    if (!(step > usual * GAP_STEPS)) return false;
    const around = [];
    for (let i = Math.max(1, index - 4); i < Math.min(this.times.length, index + 5); i++) {
      if (i !== index) around.push(this.times[i] - this.times[i - 1]);
    }
    around.sort((a, b) => a - b);
    return around.length > 0 && step > around[around.length >> 1] * GAP_STEPS;
  }
}

function firstFrom(times, time) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
