// Wires the live connection and the history to the parts of the page.

import { AnomalyList } from './anomalies.js';
import { Detail } from './detail.js';
import { Header } from './header.js';
import { History } from './history.js';
import { Plant } from './plant.js';
import { listen } from './stream.js';
import { Tiles } from './tiles.js';

const plant = new Plant();
const header = new Header(plant);
const detail = new Detail(plant);
const tiles = new Tiles(plant, select);
const list = new AnomalyList(plant, select);
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
  const machines = plant.machines;
  const machine = selected(machines);
  if (machine?.sensors.some((sensor) => !sensor.loaded && !history.shown.includes(sensor))) {
    history.show(machine.sensors);
  }
  header.render(performance.now());
  tiles.render(machines, machine?.id);
  detail.show(machine);
  detail.render();
  list.render();
}

/** What was chosen, else the newest trouble, else the first machine. */
function selected(machines) {
  const find = (id) => machines.find((machine) => machine.id === id);
  return find(chosenId) ?? find(offeredId) ?? offered(machines);
}

/** Offered once, as soon as there are live values: what is shown never changes by itself. */
function offered(machines) {
  const trouble = plant.newestEpisodes.find((episode) => episode.open);
  const troubled = machines.find((m) => m.sensors.some((sensor) => sensor.id === trouble?.key));
  const machine = troubled ?? machines[0] ?? null;
  if (plant.newestSeen !== null) offeredId = machine?.id ?? null;
  return machine;
}

function select(machineId) {
  chosenId = machineId;
  // kept for a reload; replaced, or Back would lead through every machine looked at
  window.history.replaceState(null, '', `#${encodeURIComponent(machineId)}`);
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
