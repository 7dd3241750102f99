// The windows of one key, by their length: the newest of each, and those before in bounded memory.

const MAX_WINDOWS = 1800;

export class Bands {
  byLength = new Map();

  /** A correction replaces the window that it corrects, whichever came first. */
  add(window) {
    const length = window.to - window.from;
    let band = this.byLength.get(length);
    if (!band) {
      band = new Band(length);
      this.byLength.set(length, band);
    }
    band.add(window);
  }

  get lengths() {
    return [...this.byLength.keys()].sort((a, b) => a - b);
  }

  get shortest() {
    return this.byLength.size ? this.lengths[0] : null;
  }

  of(length) {
    return this.byLength.get(length) ?? null;
  }
}

class Band {
  windows = new Map();
  latest = null;

  constructor(length) {
    this.length = length;
  }

  add(window) {
    const known = this.windows.get(window.from);
    if (known && known.revision > window.revision) return;
    this.windows.set(window.from, window);
    if (!this.latest || window.from >= this.latest.from) this.latest = window;
    if (this.windows.size > MAX_WINDOWS) this.thin();
  }

  /** Older windows that overlap give way to those that tile the time, then the oldest go. */
  thin() {
    const ordered = this.ordered;
    const newest = ordered.slice(-MAX_WINDOWS / 2);
    const tiles = ordered.slice(0, -MAX_WINDOWS / 2).filter(({ from }) => from % this.length === 0);
    const kept = [...tiles.slice(-MAX_WINDOWS / 3), ...newest];
    this.windows = new Map(kept.map((window) => [window.from, window]));
  }

  get ordered() {
    return [...this.windows.values()].sort((a, b) => a.from - b.from);
  }

  /**
   * Where a window stands in the chart, in milliseconds from its start. Windows that follow each
   * other stand at their middle; one that overlaps others sums up what came before its end.
   */
  get anchor() {
    const [last, before] = this.ordered.slice(-2).reverse();
    const overlap = before && last.from - before.from < this.length;
    return overlap ? this.length : this.length / 2;
  }

  /** The columns time (s), mean, min, max, p5, p95 from a time on. */
  columns(from) {
    const anchor = this.anchor;
    const shown = this.ordered.filter((window) => window.from + anchor >= from);
    const column = (name) => shown.map((window) => window[name]);
    return [
      shown.map((window) => (window.from + anchor) / 1000),
      ...['mean', 'min', 'max', 'p5', 'p95'].map(column),
    ];
  }
}
