// The alarms that are not normal, the worst first, with what can be done about them.

import { breakable, byId, element, setText } from './dom.js';
import { date, minute, moment, quantity } from './format.js';
import { operator, order, rememberOperator } from './orders.js';

const SHOWN = 100;
const RANKS = ['CRITICAL', 'WARNING', 'INFO'];
const SEVERITIES = { INFO: '● Info', WARNING: '▲ Warning', CRITICAL: '◆ Critical' };
const STATES = {
  UNACKNOWLEDGED: 'unacknowledged',
  ACKNOWLEDGED: 'acknowledged',
  RETURNED_UNACKNOWLEDGED: 'back to normal, unacknowledged',
  LATCHED_UNACKNOWLEDGED: 'latched, unacknowledged',
  LATCHED_ACKNOWLEDGED: 'latched',
  SHELVED: 'shelved',
  SUPPRESSED: 'suppressed',
  OUT_OF_SERVICE: 'out of service',
};
const SHELVE_MINUTES = [[15, '15 min'], [60, '1 h'], [480, '8 h']];
const SILENCED = ['SHELVED', 'SUPPRESSED', 'OUT_OF_SERVICE'];

export class AlarmList {
  constructor(plant, { onSelect, onRule, onRefused }) {
    this.plant = plant;
    this.onSelect = onSelect;
    this.onRule = onRule;
    this.onRefused = onRefused;
    this.version = '';
    this.root = byId('alarm-list');
    const name = byId('operator');
    name.value = operator();
    name.addEventListener('change', () => rememberOperator(name.value));
  }

  render() {
    const now = this.plant.newestTime;
    const version = `${this.plant.alarmVersion} ${date(now)}`;
    if (this.version === version || this.root.querySelector('select:focus')) return;
    this.version = version;
    const active = this.plant.activeAlarms.sort(worstFirst);
    const waiting = active.filter(({ state }) => state.endsWith('UNACKNOWLEDGED'));
    setText(byId('alarm-count'), active.length ? `${waiting.length} to acknowledge · ${active.length} in all` : '');
    const focused = document.activeElement?.dataset?.focus;
    this.root.replaceChildren(...active.slice(0, SHOWN).map((alarm) => this.item(alarm, now)));
    if (!active.length) this.root.append(element('li', 'empty', 'No alarms.'));
    this.root.querySelectorAll('[data-focus]').forEach((b) => b.dataset.focus === focused && b.focus());
  }

  item(alarm, reference) {
    const head = element(
      'p',
      'anomaly-head',
      element('span', 'anomaly-severity', `${SEVERITIES[alarm.severity] ?? alarm.severity} · ${stateWords(alarm)}`),
      element('span', 'anomaly-when', when(alarm, reference)),
    );
    const text = element('p', 'anomaly-text', alarm.explanation);
    const item = element('li', 'alarm', head, this.sensor(alarm), text, this.meta(alarm), this.actions(alarm));
    item.dataset.severity = alarm.severity;
    item.dataset.state = alarm.state;
    return item;
  }

  sensor(alarm) {
    const { machine, name, machineId } = this.plant.placeOf(alarm.key);
    const words = breakable(machine === name ? name : `${machine} · ${name}`);
    return button(words, 'anomaly-sensor link', `${alarm.id} sensor`, () => this.onSelect(machineId));
  }

  meta(alarm) {
    const meta = element('p', 'anomaly-meta');
    if (alarm.rule) {
      const words = `rule ${alarm.rule} v${alarm.ruleVersion}`;
      meta.append(button([words], 'link', `${alarm.id} rule`, () => this.onRule(alarm.rule)), ' · ');
    }
    const parts = [alarm.detector];
    if (alarm.peak !== null) parts.push(`peak ${quantity(alarm.peak, alarm.unit)}`);
    if (alarm.reraises) parts.push(`raised ${alarm.reraises + 1} times`);
    if (alarm.chattering) parts.push('chattering');
    if (alarm.acknowledgedBy) parts.push(`acknowledged by ${alarm.acknowledgedBy}`);
    meta.append(parts.filter(Boolean).join(' · '));
    return meta;
  }

  actions(alarm) {
    const actions = element('p', 'actions');
    const add = (words, action) =>
      actions.append(button([words], '', `${alarm.id} ${action}`, () => this.command(alarm, { action })));
    if (alarm.state.endsWith('UNACKNOWLEDGED')) add('Acknowledge', 'ACKNOWLEDGE');
    if (alarm.state.startsWith('LATCHED')) add('Reset', 'RESET');
    if (alarm.state === 'SHELVED') add('Unshelve', 'UNSHELVE');
    if (alarm.state === 'SUPPRESSED') add('Unsuppress', 'UNSUPPRESS');
    if (alarm.state === 'OUT_OF_SERVICE') add('Return to service', 'RETURN_TO_SERVICE');
    if (!SILENCED.includes(alarm.state)) actions.append(this.shelve(alarm));
    return actions;
  }

  shelve(alarm) {
    const select = element('select', '', option('', 'Shelve for …'));
    select.setAttribute('aria-label', `Shelve the alarm of ${alarm.key}`);
    SHELVE_MINUTES.forEach(([minutes, words]) => select.append(option(minutes, words)));
    select.addEventListener('change', () => {
      const minutes = Number(select.value);
      select.blur();
      this.command(alarm, { action: 'SHELVE', minutes });
    });
    return select;
  }

  async command(alarm, request) {
    const refused = await order('/api/alarms/commands', { source: alarm.source, alarm: alarm.id, ...request });
    this.onRefused(refused);
  }
}

function button(words, className, focus, onClick) {
  const node = element('button', className, ...words);
  node.type = 'button';
  node.dataset.focus = focus;
  node.addEventListener('click', onClick);
  return node;
}

function option(value, words) {
  const node = element('option', '', words);
  node.value = value;
  return node;
}

function stateWords({ state, shelvedUntil }) {
  const words = STATES[state] ?? state;
  return state === 'SHELVED' && shelvedUntil ? `${words} until ${minute(shelvedUntil)}` : words;
}

function when({ raisedAt }, reference) {
  return raisedAt === null ? '' : `since ${moment(raisedAt, reference)}`;
}

/** What still has to be looked at, by severity, the newest first. */
function worstFirst(a, b) {
  const rank = (alarm) => [
    SILENCED.includes(alarm.state) ? 1 : 0,
    alarm.state.endsWith('UNACKNOWLEDGED') ? 0 : 1,
    RANKS.indexOf(alarm.severity),
    -(alarm.raisedAt ?? 0),
  ];
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((value, i) => value !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}
