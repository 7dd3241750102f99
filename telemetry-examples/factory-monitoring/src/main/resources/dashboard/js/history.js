// What the database and the server remember, asked for when the page is loaded and when a machine
// is shown for the first time.

const RETRY_MILLIS = 5000;
const REFRESH_MILLIS = 15_000;
const WINDOWS = 1600;
const EPISODES = 200;

export class History {
  constructor(plant, { onChange, onState }) {
    this.plant = plant;
    this.onChange = onChange;
    this.onState = onState;
    this.shown = [];
    this.failed = false;
  }

  /** Asks again now and then: this also notices when the database goes or comes back. */
  async keepFresh() {
    try {
      for (const view of await get('/api/sensors')) {
        this.plant.addKey(view.id, view.metric, view.unit);
      }
      for (const episode of await get(`/api/anomalies?limit=${EPISODES}`)) {
        this.plant.addEpisode(episode);
      }
      await this.loadShown();
      this.settle(false);
    } catch (error) {
      this.settle(true, error);
    }
    setTimeout(() => this.keepFresh(), this.failed ? RETRY_MILLIS : REFRESH_MILLIS);
  }

  async show(sensors) {
    this.shown = sensors;
    try {
      await this.loadShown();
    } catch (error) {
      this.settle(true, error);
    }
  }

  /** After a lost connection something may be missing: what is shown is asked for again. */
  forget() {
    for (const sensor of this.plant.sensors.values()) sensor.loaded = false;
    for (const rollup of this.plant.rollups.values()) rollup.loaded = false;
  }

  async loadShown() {
    const missing = this.shown.filter((sensor) => !sensor.loaded);
    await Promise.all(missing.map((sensor) => this.loadSensor(sensor)));
    this.onChange();
  }

  async loadSensor(sensor) {
    const name = encodeURIComponent(sensor.id);
    const points = await get(`/api/readings?sensor=${name}`);
    for (const [time, value] of points) sensor.series.addPoint(time, value);
    const windows = await get(`/api/statistics?sensor=${name}&limit=${WINDOWS}`);
    for (const window of windows) sensor.series.addWindow(window);
    sensor.loaded = true;
  }

  settle(failed, error) {
    this.failed = failed;
    this.onState(failed ? error : null);
    this.onChange();
  }
}

async function get(path) {
  const response = await fetch(path);
  if (response.ok) return response.json();
  if (response.status === 503) throw new Error((await response.json()).error);
  throw new Error(`The server answered ${response.status}.`);
}
