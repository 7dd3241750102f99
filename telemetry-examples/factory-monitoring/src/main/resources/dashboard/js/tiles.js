// A tile for each machine, grouped by line. The tiles stay; only their words change.

import { breakable, byId, element, setAttribute, setText } from './dom.js';
import { quantity } from './format.js';

const STATES = {
  ok: ['●', 'OK'],
  warning: ['▲', 'Warning'],
  critical: ['◆', 'Critical'],
  silent: ['○', 'Silent'],
};

export class Tiles {
  constructor(plant, onSelect) {
    this.plant = plant;
    this.onSelect = onSelect;
    this.tiles = new Map();
    this.version = -1;
    this.root = byId('lines');
  }

  render(machines, selectedId) {
    if (this.version !== this.plant.layoutVersion) this.layOut(machines);
    const tally = { critical: 0, warning: 0, silent: 0, ok: 0 };
    for (const machine of machines) {
      const state = this.plant.state(machine);
      tally[state]++;
      this.renderTile(this.tiles.get(machine.id), machine, state, machine.id === selectedId);
    }
    const words = Object.entries(tally).filter(([, n]) => n);
    setText(byId('summary'), words.map(([state, n]) => `${n} ${state === 'ok' ? 'OK' : state}`).join(' · '));
  }

  layOut(machines) {
    this.version = this.plant.layoutVersion;
    const focused = document.activeElement?.dataset?.machine;
    const lines = new Map();
    for (const machine of machines) {
      if (!lines.has(machine.line)) lines.set(machine.line, []);
      lines.get(machine.line).push(machine);
    }
    this.tiles.clear();
    const groups = [...lines].map(([line, members]) => this.group(line, members));
    this.root.replaceChildren(...groups);
    if (focused !== undefined) this.tiles.get(focused)?.button.focus();
    if (!machines.length) this.root.append(element('p', 'empty', 'No machines seen yet.'));
  }

  group(line, machines) {
    const tiles = element('div', 'tiles', ...machines.map((machine) => this.tile(machine)));
    const group = element('div', 'line', ...(line ? [element('h3', '', line)] : []), tiles);
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', line || 'Machines without a line');
    return group;
  }

  tile(machine) {
    const state = element('span', 'tile-state');
    const values = element('span', 'tile-values');
    const button = element('button', 'tile', element('span', 'tile-name', ...breakable(machine.name)), state, values);
    button.type = 'button';
    button.dataset.machine = machine.id;
    button.addEventListener('click', () => this.onSelect(machine.id));
    this.tiles.set(machine.id, { button, state, values });
    return button;
  }

  renderTile({ button, state: words, values }, machine, state, selected) {
    setAttribute(button, 'data-state', state);
    setAttribute(button, 'aria-pressed', String(selected));
    setText(words, STATES[state].join(' '));
    const latest = machine.sensors.filter(({ series }) => series.last);
    const texts = latest.map(({ series, unit }) => quantity(series.last.value, unit));
    setText(values, texts.join(' · ') || 'no live values');
  }
}
