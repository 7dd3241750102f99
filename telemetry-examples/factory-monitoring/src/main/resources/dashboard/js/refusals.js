// What was asked for and not done, with the reason.

import { byId, element, setText } from './dom.js';

const SHOWN = 3;

export class Refusals {
  constructor(plant) {
    this.plant = plant;
    this.known = 0;
  }

  /** Of the last order, by this server; null when it went out. */
  ofOrder(reason) {
    const node = byId('order-refused');
    node.hidden = !reason;
    setText(node, reason ?? '');
  }

  /** By the job, which looks at what comes from others too. */
  render() {
    if (this.known === this.plant.refusals.size) return;
    this.known = this.plant.refusals.size;
    const newest = [...this.plant.refusals.values()].sort((a, b) => b.at - a.at).slice(0, SHOWN);
    byId('refusals').replaceChildren(...newest.map(({ reason }) => element('li', 'refused', reason)));
  }
}
