// What a machine, line or site comes to in the newest window, and each of its parts: a row for each,
// a column for each metric.

import { breakable, byId, element, setText } from './dom.js';
import { count, duration, moment, number, quantity, unitName } from './format.js';

export class Figures {
  constructor(onSelect) {
    this.onSelect = onSelect;
    this.root = byId('figures');
    this.cells = new Map();
    this.layout = '';
  }

  render(node, length) {
    const rollups = node?.rollups.filter(({ series }) => series.bands.of(length)) ?? [];
    this.root.hidden = !rollups.length;
    if (!rollups.length) return;
    const rows = [node, ...node.children.flatMap(named)];
    const layout = JSON.stringify([rows.map(({ id }) => id), rollups.map(({ id }) => id)]);
    if (layout !== this.layout) this.layOut(rows, rollups);
    this.layout = layout;
    const ends = rollups.map(({ series }) => series.bands.of(length).latest.to);
    const until = moment(Math.max(...ends), Date.now());
    setText(this.caption, `Mean, min to max, and number of readings in the last ${duration(length)} up to ${until}`);
    for (const row of rows) this.renderRow(row, rollups, length);
  }

  renderRow(row, columns, length) {
    for (const column of columns) {
      const rollup = row.rollups.find((own) => own.metric === column.metric && own.unit === column.unit);
      const window = rollup?.series.bands.of(length)?.latest;
      const [mean, extremes, readings] = this.cells.get(`${row.id} ${column.id}`);
      setText(mean, window ? quantity(window.mean, column.unit) : '');
      setText(extremes, window ? `${number(window.min)} to ${number(window.max)}` : '–');
      setText(readings, window ? `n ${count(window.count)}` : '');
    }
  }

  layOut(rows, columns) {
    const focused = document.activeElement?.dataset?.part;
    this.cells.clear();
    this.caption = element('caption');
    const heads = columns.map(({ metric, unit }) => head('col', metric, unitName(unit)));
    const corner = element('td');
    const body = rows.map((row, i) => this.row(row, columns, i === 0));
    const table = element(
      'table',
      '',
      this.caption,
      element('thead', '', element('tr', '', corner, ...heads)),
      element('tbody', '', ...body),
    );
    this.root.replaceChildren(table);
    if (focused !== undefined) {
      this.root.querySelectorAll('button').forEach((b) => b.dataset.part === focused && b.focus());
    }
  }

  row(node, columns, isWhole) {
    const name = element('th', '', isWhole ? element('span', 'name', ...breakable(node.name)) : this.button(node));
    name.scope = 'row';
    return element('tr', isWhole ? 'whole' : '', name, ...columns.map((column) => this.cell(node, column)));
  }

  button(node) {
    const button = element('button', 'name', ...breakable(node.name));
    button.type = 'button';
    button.dataset.part = node.id;
    button.addEventListener('click', () => this.onSelect(node.id));
    return button;
  }

  cell(node, column) {
    const parts = ['mean', 'extremes', 'readings'].map((name) => element('span', name));
    this.cells.set(`${node.id} ${column.id}`, parts);
    // where the page is too narrow for columns, the metric stands in the cell
    const metric = element('span', 'metric', column.metric);
    metric.ariaHidden = 'true';
    return element('td', '', metric, ...parts);
  }
}

function head(scope, ...words) {
  const cell = element('th', '', words.filter((word) => word).join(', '));
  cell.scope = scope;
  return cell;
}

/** Machines without a line stand for themselves. */
function named(node) {
  return node.kind === 'line' && !node.name ? node.children : [node];
}
