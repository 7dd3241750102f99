// Values, units, times and durations in words. Times are event times, in UTC.

const UNITS = new Map([['Cel', '°C'], ['1', ''], ['[degF]', '°F'], ['%', '%']]);
const CLOCK = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const MINUTE = formatter({ hour: '2-digit', minute: '2-digit' });
const DAY = formatter({ day: 'numeric', month: 'short' });
const YEAR = formatter({ day: 'numeric', month: 'short', year: 'numeric' });
const COUNT = new Intl.NumberFormat('en-GB');

function formatter(options) {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC', hourCycle: 'h23' });
}

export function unitName(unit) {
  return UNITS.get(unit) ?? unit;
}

export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1000) return COUNT.format(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4);
}

export function quantity(value, unit) {
  const name = unitName(unit);
  return name ? `${number(value)} ${name}` : number(value);
}

export function count(value) {
  return value === undefined ? '–' : COUNT.format(value);
}

export function time(millis) {
  return CLOCK.format(millis);
}

export function minute(millis) {
  return MINUTE.format(millis);
}

export function day(millis) {
  return DAY.format(millis);
}

export function date(millis) {
  return YEAR.format(millis);
}

/** The time, with its date where that is not the day of the reference. */
export function moment(millis, reference) {
  return date(millis) === date(reference) ? time(millis) : `${date(millis)} ${minute(millis)}`;
}

export function duration(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(seconds, 60, 'min', 's');
  if (seconds < 86400) return two(Math.round(seconds / 60), 60, 'h', 'min');
  return two(Math.round(seconds / 3600), 24, 'd', 'h');
}

export function isCounter(metric) {
  return metric.includes('count');
}

function two(amount, base, big, small) {
  const rest = amount % base;
  const whole = `${Math.floor(amount / base)} ${big}`;
  return rest ? `${whole} ${rest} ${small}` : whole;
}
