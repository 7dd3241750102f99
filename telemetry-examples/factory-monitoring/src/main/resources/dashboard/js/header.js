// The bar on top: name, phase of the job, counters; and the notices below it.

import { byId, element, setAttribute, setText } from './dom.js';
import { count, duration } from './format.js';

const ALWAYS = ['accepted', 'late', 'rejected', 'quarantined'];
const ORDER = ['produced', 'read', 'accepted', 'late', 'partly late', 'rejected', 'quarantined'];
const STALLED_MILLIS = 20_000;

export class Header {
  constructor(plant) {
    this.plant = plant;
    this.cells = new Map();
    this.notices = new Map();
    /** Why there is no live connection; null while there is one. */
    this.lost = null;
  }

  render(now) {
    const { plant } = this;
    setText(byId('plant'), plant.name);
    document.title = `${plant.name} monitoring`;
    const phase = byId('phase');
    setAttribute(phase, 'data-phase', this.lost ? 'CONNECTING' : plant.status.phase);
    setText(phase, this.lost ? 'reconnecting…' : plant.status.text);
    this.renderCounters();
    this.notice('lost', this.lost, 'warning');
    this.notice('failed', plant.status.phase === 'FAILED' ? plant.status.text : null, 'error');
    this.notice('stalled', this.stalled(now), 'warning');
  }

  stalled(now) {
    const { status, newestSeen } = this.plant;
    if (this.lost || status.phase !== 'RUNNING' || newestSeen === null) return null;
    const age = now - newestSeen;
    return age > STALLED_MILLIS ? `No sensor has sent a reading for ${duration(age)}.` : null;
  }

  renderCounters() {
    const { counters } = this.plant;
    const others = Object.keys(counters).filter((name) => !ORDER.includes(name)).sort();
    const names = ORDER.filter((name) => ALWAYS.includes(name) || name in counters);
    for (const name of [...names, ...others]) {
      if (!this.cells.has(name)) this.addCounter(name, [...names, ...others]);
      const { cell, value } = this.cells.get(name);
      setText(value, count(counters[name]));
      cell.classList.toggle('zero', !counters[name]);
    }
  }

  addCounter(name, order) {
    const value = element('dd');
    const cell = element('div', '', element('dt', '', name), value);
    this.cells.set(name, { cell, value });
    const known = order.filter((other) => this.cells.has(other));
    byId('counters').replaceChildren(...known.map((other) => this.cells.get(other).cell));
  }

  notice(key, text, kind) {
    const shown = this.notices.get(key);
    if (!text) {
      shown?.remove();
      this.notices.delete(key);
    } else if (shown) {
      setText(shown, text);
    } else {
      const notice = element('p', 'notice', text);
      notice.dataset.kind = kind;
      this.notices.set(key, notice);
      byId('notices').append(notice);
    }
  }
}
