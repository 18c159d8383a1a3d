import type { Reach } from './stage.ts';

/** The name of a checkpoint in the record of its step's checkpoints: `3`, or `3+120/469 batches`. */
export function reachName({ at, part }: Reach): string {
  return part === undefined ? String(at) : `${at}+${part.done}/${part.of} ${part.unit}`;
}

const NAME = /^(\d{1,15})(?:\+(\d{1,15})\/(\d{1,15}) ([a-z]{1,20}))?$/;

/** The reach that `reachName` gave this name; undefined for any other text, because somebody may have edited the record. */
export function parseReach(name: string): Reach | undefined {
  const [, at, done, of, unit] = NAME.exec(name) ?? [];
  if (at === undefined) return undefined;
  const reach: Reach = { at: Number(at) };
  if (done === undefined || of === undefined || unit === undefined) return reach;
  const part = { done: Number(done), of: Number(of), unit };
  return isPart(part) ? { ...reach, part } : undefined;
}

/** Whether a checkpoint with this reach is on the way of a step that goes `goal` units far. */
export function isWithin({ at, part }: Reach, goal: number): boolean {
  if (!Number.isSafeInteger(at) || at < 0) return false;
  return part === undefined ? at >= 1 && at <= goal : at < goal && isPart(part);
}

/** Sorts the checkpoint that reaches further first; of two that reach equally far, the one of whole units. */
export function byReach(a: Reach, b: Reach): number {
  return amountOf(b) - amountOf(a) || Number(a.part !== undefined) - Number(b.part !== undefined);
}

/** How far it reaches, in units with fractions. */
export function amountOf({ at, part }: Reach): number {
  return at + (part === undefined ? 0 : part.done / part.of);
}

/** `3 epochs and 120 of 469 batches`. `parameter` is the one that extends the step; its name is a plural, because it counts. */
export function showReach({ at, part }: Reach, parameter: string): string {
  const whole = `${at} ${at === 1 ? parameter.replace(/s$/, '') : parameter}`;
  if (part === undefined) return whole;
  const rest = `${part.done} of ${part.of} ${part.unit}`;
  return at === 0 ? rest : `${whole} and ${rest}`;
}

function isPart({ done, of, unit }: { readonly done: number; readonly of: number; readonly unit: string }): boolean {
  return (
    Number.isSafeInteger(done) && Number.isSafeInteger(of) && done >= 1 && done <= of && /^[a-z]{1,20}$/.test(unit)
  );
}
