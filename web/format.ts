const UNITS = ['B', 'kB', 'MB', 'GB'];

/** `512 B`, `1.2 MB`: powers of 1000. */
export function showBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `850 ms`, `12.3 s`, `4 min 10 s`, `2 h 5 min`. */
export function showDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`.replace(/ 0 s$/, '');
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** `27 November 2026, 03:27 UTC`; a text that is no time as it is. */
export function showTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${DATE.format(time).replace(' at ', ', ')} UTC`;
}

/** Counts in full, with thin spaces; measurements with four digits. */
export function showNumber(value: number): string {
  if (!Number.isInteger(value)) return String(Number(value.toPrecision(4))).replace('-', '−');
  const digits = String(Math.abs(value)).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  return `${value < 0 ? '−' : ''}${Math.abs(value) < 10_000 ? Math.abs(value) : digits}`;
}

/** A value of a table. */
export function showCell(value: string | number | boolean | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? showNumber(value) : String(value);
}

/** The first digits of a digest, for people. */
export function shortKey(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
