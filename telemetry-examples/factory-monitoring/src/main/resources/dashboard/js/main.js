// Wires the live connection and the history to the parts of the page.

import { AlarmList } from './alarms.js';
import { AnomalyList } from './anomalies.js';
import { Detail } from './detail.js';
import { Header } from './header.js';
import { History } from './history.js';
import { Plant } from './plant.js';
import { Refusals } from './refusals.js';
import { RuleList } from './rules.js';
import { listen } from './stream.js';
import { Tiles } from './tiles.js';

const plant = new Plant();
const header = new Header(plant);
const detail = new Detail(plant, select);
const tiles = new Tiles(plant, select);
const list = new AnomalyList(plant, select);
const rules = new RuleList(plant);
const refusals = new Refusals(plant);
const alarms = new AlarmList(plant, {
  onSelect: select,
  onRule: (id) => rules.open(id),
  onRefused: (reason) => refusals.ofOrder(reason),
});
const history = new History(plant, { onChange: requestRender, onState: showHistoryState });
let chosenId = chosenBefore();
let offeredId = null;
let requested = false;

function requestRender() {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    render();
  });
}

function render() {
  const sites = plant.sites;
  const node = selected(sites);
  if (node?.shown.some((sensor) => !sensor.loaded && !history.shown.includes(sensor))) {
    history.show(node.shown);
  }
  header.render(performance.now());
  tiles.render(sites, node?.id);
  detail.show(node);
  detail.render();
  list.render();
  alarms.render();
  rules.render();
  refusals.render();
}

/** What was chosen, else the newest trouble, else the first machine. */
function selected(sites) {
  const lines = sites.flatMap((site) => site.children);
  const machines = lines.flatMap((line) => line.children);
  const find = (id) => [...machines, ...lines, ...sites].find((node) => node.id === id);
  return (chosenId ? find(chosenId) : null) ?? find(offeredId) ?? offered(machines);
}

/** Offered once, as soon as there are live values: what is shown never changes by itself. */
function offered(machines) {
  const trouble = plant.newestEpisodes.find((episode) => episode.open);
  const troubled = machines.find((m) => m.sensors.some((sensor) => sensor.id === trouble?.key));
  const machine = troubled ?? machines[0] ?? null;
  if (plant.newestSeen !== null) offeredId = machine?.id ?? null;
  return machine;
}

function select(nodeId) {
  chosenId = nodeId;
  // kept for a reload; replaced, or Back would lead through every machine looked at
  window.history.replaceState(null, '', `#${encodeURIComponent(nodeId)}`);
  requestRender();
}

function chosenBefore() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null; // a mangled link chooses nothing
  }
}

function showHistoryState(error) {
  header.notice('history', error && `The history is not available: ${error.message} Trying again.`, 'error');
}

function onUpdate(update) {
  if (update.snapshot) history.forget();
  const missed = update.snapshot && header.lost;
  header.lost = null;
  plant.apply(update, performance.now());
  if (missed) history.show(history.shown);
  requestRender();
}

listen({
  onUpdate,
  onLost: () => {
    header.lost = 'The connection to the dashboard is lost. Trying again.';
    requestRender();
  },
  onRefused: (reason) => {
    header.lost = `${reason} Close one and reload this page.`;
    requestRender();
  },
});
history.keepFresh();
requestRender();
