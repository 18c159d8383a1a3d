import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/core/reach.js
function reachName({ at, part }) {
  return part === void 0 ? String(at) : `${at}+${part.done}/${part.of} ${part.unit}`;
}
var NAME = /^(\d{1,15})(?:\+(\d{1,15})\/(\d{1,15}) ([a-z]{1,20}))?$/;
function parseReach(name) {
  const [, at, done, of, unit] = NAME.exec(name) ?? [];
  if (at === void 0)
    return void 0;
  const reach = { at: Number(at) };
  if (done === void 0 || of === void 0 || unit === void 0)
    return reach;
  const part = { done: Number(done), of: Number(of), unit };
  return isPart(part) ? { ...reach, part } : void 0;
}
function isWithin({ at, part }, goal) {
  if (!Number.isSafeInteger(at) || at < 0)
    return false;
  return part === void 0 ? at >= 1 && at <= goal : at < goal && isPart(part);
}
function byReach(a, b) {
  return amountOf(b) - amountOf(a) || Number(a.part !== void 0) - Number(b.part !== void 0);
}
function amountOf({ at, part }) {
  return at + (part === void 0 ? 0 : part.done / part.of);
}
function showReach({ at, part }, parameter) {
  const whole = `${at} ${at === 1 ? parameter.replace(/s$/, "") : parameter}`;
  if (part === void 0)
    return whole;
  const rest = `${part.done} of ${part.of} ${part.unit}`;
  return at === 0 ? rest : `${whole} and ${rest}`;
}
function isPart({ done, of, unit }) {
  return Number.isSafeInteger(done) && Number.isSafeInteger(of) && done >= 1 && done <= of && /^[a-z]{1,20}$/.test(unit);
}

export {
  reachName,
  parseReach,
  isWithin,
  byReach,
  amountOf,
  showReach
};
