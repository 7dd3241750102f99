// The plant as a tree: sites, lines, and a tile for each machine. The tiles stay; only their words
// change.

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

  render(sites, selectedId) {
    if (this.version !== this.plant.layoutVersion) this.layOut(sites);
    const tally = { critical: 0, warning: 0, silent: 0, ok: 0 };
    for (const site of sites) {
      this.renderGroup(site, selectedId);
      for (const line of site.children) {
        this.renderGroup(line, selectedId);
        for (const machine of line.children) {
          const state = this.plant.state(machine);
          tally[state]++;
          this.renderTile(this.tiles.get(machine.id), machine, state, machine.id === selectedId);
        }
      }
    }
    const words = Object.entries(tally).filter(([, n]) => n);
    setText(byId('summary'), words.map(([state, n]) => `${n} ${state === 'ok' ? 'OK' : state}`).join(' · '));
  }

  layOut(sites) {
    this.version = this.plant.layoutVersion;
    const focused = document.activeElement?.dataset?.node;
    this.tiles.clear();
    this.root.replaceChildren(...sites.flatMap((site) => [this.heading(site, 'h3'), ...site.children.map((line) => this.group(line))]));
    if (focused !== undefined) this.tiles.get(focused)?.button.focus();
    if (!sites.length) this.root.append(element('p', 'empty', 'No machines seen yet.'));
  }

  group(line) {
    const tiles = element('div', 'tiles', ...line.children.map((machine) => this.tile(machine)));
    const group = element('div', 'line', ...(line.name ? [this.heading(line, 'h4')] : []), tiles);
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', line.name || 'Machines without a line');
    return group;
  }

  /** A site or a line: its name selects it. */
  heading(node, level) {
    const parts = element('span', 'node-parts');
    const button = this.button(node, 'node', element('span', 'node-name', ...breakable(node.name)), parts);
    this.tiles.set(node.id, { button, parts });
    return element(level, node.kind, button);
  }

  tile(machine) {
    const state = element('span', 'tile-state');
    const values = element('span', 'tile-values');
    const name = element('span', 'tile-name', ...breakable(machine.name));
    const button = this.button(machine, 'tile', name, state, values);
    this.tiles.set(machine.id, { button, state, values });
    return button;
  }

  button(node, className, ...words) {
    const button = element('button', className, ...words);
    button.type = 'button';
    button.dataset.node = node.id;
    button.addEventListener('click', () => this.onSelect(node.id));
    return button;
  }

  renderGroup(node, selectedId) {
    const shown = this.tiles.get(node.id);
    if (!shown?.parts) return;
    setAttribute(shown.button, 'aria-pressed', String(node.id === selectedId));
    const [n, part] = node.kind === 'site' ? [node.children.length, 'line'] : [node.children.length, 'machine'];
    setText(shown.parts, `${n} ${part}${n === 1 ? '' : 's'}`);
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
