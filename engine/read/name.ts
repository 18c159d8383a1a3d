import { AXIS_NAME, NO_AXES, REPEAT } from './axes.ts';

/** Names of steps and definitions: they become parts of ids, paths and messages. */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Whether a step or a definition may have this name. */
export function isEntryName(name: string): boolean {
  return NAME.test(name) && name !== REPEAT;
}

/** Whether an axis or a constant may have this name, which is written as `$name`. */
export function isAxisName(name: string): boolean {
  return AXIS_NAME.test(name) && !NO_AXES.has(name);
}
