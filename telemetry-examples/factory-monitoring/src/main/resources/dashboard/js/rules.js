// The rules of the detectors, and the form that changes one.

import { byId, element, setText } from './dom.js';
import { order } from './orders.js';

const SCOPES = ['sensor', 'machine', 'line', 'pattern'];
const NEW = {
  id: '', version: 0, enabled: true, shadow: false, sensor: '', machine: '', line: '', pattern: '',
  metric: '', slot: '', detector: 'threshold', parameters: {}, severity: 'WARNING', comment: '',
};

export class RuleList {
  constructor(plant) {
    this.plant = plant;
    this.version = -1;
    this.root = byId('rule-list');
    this.dialog = byId('rule-dialog');
    this.form = byId('rule-form');
    byId('rule-new').addEventListener('click', () => this.edit(NEW));
    byId('rule-cancel').addEventListener('click', () => this.dialog.close());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.save();
    });
  }

  render() {
    if (this.version === this.plant.ruleVersion) return;
    this.version = this.plant.ruleVersion;
    const rules = [...this.plant.rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    setText(byId('rule-count'), rules.length ? `${rules.filter((r) => r.enabled && !r.refused).length} in force` : '');
    this.root.replaceChildren(...rules.map((rule) => this.item(rule)));
    if (!rules.length) this.root.append(element('li', 'empty', 'No rules so far.'));
  }

  item(rule) {
    const head = element(
      'span',
      'anomaly-head',
      element('span', 'rule-name', rule.id),
      element('span', 'anomaly-when', `v${rule.version}${modeWords(rule)}`),
    );
    const text = element('span', 'anomaly-text', `${rule.detector} ${parameterWords(rule.parameters)}`);
    const why = rule.refused ? [element('span', 'anomaly-text refused', `Refused: ${rule.refused}`)] : [];
    const meta = element('span', 'anomaly-meta', `${scopeWords(rule)} · ${rule.severity.toLowerCase()}`);
    const button = element('button', '', head, text, ...why, meta);
    button.type = 'button';
    button.title = 'Change this rule';
    button.addEventListener('click', () => this.edit(rule));
    return element('li', rule.enabled ? 'rule' : 'rule off', button);
  }

  open(id) {
    const rule = this.plant.rules.get(id);
    if (rule) this.edit(rule);
  }

  edit(rule) {
    const { elements } = this.form;
    this.base = rule.version;
    setText(byId('rule-title'), rule.version ? `Rule ${rule.id}, version ${rule.version}` : 'New rule');
    for (const name of ['id', 'metric', 'slot', 'detector', 'severity']) elements[name].value = rule[name];
    elements.id.readOnly = rule.version > 0;
    const kind = SCOPES.find((scope) => rule[scope]) ?? '';
    elements.scope.value = kind;
    elements.where.value = kind ? rule[kind] : '';
    elements.parameters.value = lines(rule.parameters);
    elements.enabled.checked = rule.enabled;
    elements.shadow.checked = rule.shadow;
    elements.comment.value = '';
    this.refuse(null);
    this.dialog.showModal();
  }

  async save() {
    const { elements } = this.form;
    const parameters = parsed(elements.parameters.value);
    if (parameters.error) return this.refuse(parameters.error);
    const request = {
      id: elements.id.value.trim(),
      base: this.base,
      enabled: elements.enabled.checked,
      shadow: elements.shadow.checked,
      metric: elements.metric.value,
      slot: elements.slot.value,
      detector: elements.detector.value.trim(),
      parameters: parameters.values,
      severity: elements.severity.value,
      comment: elements.comment.value,
    };
    if (elements.scope.value) request[elements.scope.value] = elements.where.value;
    const refused = await order('/api/rules', request);
    this.refuse(refused);
    if (!refused) this.dialog.close();
    return undefined;
  }

  refuse(reason) {
    const node = byId('rule-refused');
    node.hidden = !reason;
    setText(node, reason ?? '');
  }
}

function modeWords({ enabled, shadow, refused }) {
  if (refused) return ' · refused';
  if (!enabled) return ' · off';
  return shadow ? ' · shadow' : '';
}

function scopeWords(rule) {
  const kind = SCOPES.find((scope) => rule[scope]);
  const where = kind ? `${kind} ${rule[kind]}` : 'every sensor';
  return rule.metric ? `${rule.metric} of ${where}` : where;
}

function parameterWords(parameters) {
  return Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(', ');
}

function lines(parameters) {
  return Object.entries(parameters).map(([name, value]) => `${name} = ${value}`).join('\n');
}

/** Lines of `name = value`. */
function parsed(text) {
  const values = {};
  for (const line of text.split('\n').map((each) => each.trim()).filter(Boolean)) {
    const [, name, value] = line.match(/^([^=]+?)\s*=\s*(.*)$/) ?? [];
    if (!name) return { error: `“${line}” is not of the form name = value` };
    values[name] = value;
  }
  return { values };
}
