// Draws the episodes of a sensor behind its values: a shaded time, a marker where it opened, and
// the bound that was crossed. Shape and position tell the severity as well as the colour does.

import { colour } from './theme.js';

export function episodesPlugin(episodes) {
  return {
    hooks: {
      drawClear: (chart) => clipped(chart, (draw) => episodes().forEach((e) => shade(chart, draw, e))),
      draw: (chart) => clipped(chart, (draw) => episodes().forEach((e) => mark(chart, draw, e))),
    },
  };
}

function clipped(chart, paint) {
  const draw = chart.ctx;
  const { left, top, width, height } = chart.bbox;
  draw.save();
  draw.beginPath();
  draw.rect(left, top, width, height);
  draw.clip();
  paint(draw);
  draw.restore();
}

function extent(chart, episode) {
  const from = chart.valToPos(episode.openedAt / 1000, 'x', true);
  const end = episode.closedAt === null ? chart.scales.x.max : episode.closedAt / 1000;
  const to = chart.valToPos(end, 'x', true);
  return { from, width: Math.max(to - from, 2 * devicePixelRatio) };
}

function shade(chart, draw, episode) {
  const { from, width } = extent(chart, episode);
  draw.fillStyle = colour(`${episode.severity.toLowerCase()}-area`);
  draw.fillRect(from, chart.bbox.top, width, chart.bbox.height);
}

function mark(chart, draw, episode) {
  const { from, width } = extent(chart, episode);
  const tone = colour(episode.severity.toLowerCase());
  for (const bound of [episode.lower, episode.upper]) {
    if (bound !== null) dashed(draw, tone, from, chart.valToPos(bound, 'y', true), width);
  }
  draw.fillStyle = tone;
  draw.fillRect(from, chart.bbox.top, devicePixelRatio, chart.bbox.height);
  marker(draw, episode.severity, from, chart.bbox.top);
}

function dashed(draw, tone, from, y, width) {
  draw.strokeStyle = tone;
  draw.lineWidth = devicePixelRatio;
  draw.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  draw.beginPath();
  draw.moveTo(from, y);
  draw.lineTo(from + width, y);
  draw.stroke();
  draw.setLineDash([]);
}

/** A diamond for what is critical, a triangle for the rest. */
function marker(draw, severity, x, top) {
  const r = 5 * devicePixelRatio;
  const y = top + r + 1;
  draw.beginPath();
  draw.moveTo(x, y - r);
  draw.lineTo(x + r, severity === 'CRITICAL' ? y : y + r);
  if (severity === 'CRITICAL') draw.lineTo(x, y + r);
  draw.lineTo(x - r, severity === 'CRITICAL' ? y : y + r);
  draw.closePath();
  draw.fill();
}
