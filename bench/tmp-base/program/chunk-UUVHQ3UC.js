import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/core/duration.js
function showDuration(ms) {
  if (ms < 999.5)
    return `${Math.round(Math.max(0, ms))} ms`;
  if (ms < 59950)
    return `${(ms / 1e3).toFixed(ms % 1e3 === 0 ? 0 : 1)} s`;
  const seconds = Math.round(ms / 1e3);
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`.replace(/ 0 s$/, "");
  const minutes = Math.round(ms / 6e4);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`.replace(/ 0 min$/, "");
}
var UNITS = { ms: 1, s: 1e3, min: 6e4, h: 36e5 };
function parseDuration(text) {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?(ms|s|min|h)$/.exec(text) ?? [];
  return number === void 0 ? void 0 : Number(number) * (UNITS[unit] ?? Number.NaN);
}

export {
  showDuration,
  parseDuration
};
