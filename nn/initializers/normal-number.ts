import type { Random } from '../random.ts';

/** A standard normal number, by the rule of Box and Muller (1958). */
export function normalNumber(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform())); // 1 - u is never 0
  return radius * Math.cos(2 * Math.PI * random.uniform());
}
