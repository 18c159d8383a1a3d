import type { Random } from '../random.ts';
import { normalNumber } from './normal-number.ts';
import { orthogonal } from './orthogonal.ts';

/** How many inputs and outputs a weight connects. */
export interface Fan {
  readonly in: number;
  readonly out: number;
}

/** How a kernel starts. Those by name are those of Keras, with its definitions. */
export type Initializer =
  | RuleName
  | { readonly constant: number }
  /** Between -limit and limit. */
  | { readonly uniform: number }
  /** As many equal numbers in a row as fit, one block for each. */
  | { readonly blocks: readonly number[] };

type Rule = (
  shape: readonly number[],
  of: { readonly fan: Fan; readonly random: Random; readonly count: number },
) => Float32Array;

/**
 * The variance of a weight is 2/(in + out) by Glorot and Bengio (2010, equation 12), 2/in by He et al. (2015), 1/in by LeCun et al.
 * (1998). Normal means: drawn again beyond two standard deviations, and scaled so that the variance is right.
 */
const RULES = {
  glorotUniform: (_, { fan, ...of }) => uniform(of, Math.sqrt(6 / (fan.in + fan.out))),
  glorotNormal: (_, { fan, ...of }) => normal(of, Math.sqrt(2 / (fan.in + fan.out))),
  heUniform: (_, { fan, ...of }) => uniform(of, Math.sqrt(6 / fan.in)),
  heNormal: (_, { fan, ...of }) => normal(of, Math.sqrt(2 / fan.in)),
  lecunUniform: (_, { fan, ...of }) => uniform(of, Math.sqrt(3 / fan.in)),
  lecunNormal: (_, { fan, ...of }) => normal(of, Math.sqrt(1 / fan.in)),
  orthogonal: (shape, { random }) => orthogonal(shape, random),
} as const satisfies Record<string, Rule>;

type RuleName = keyof typeof RULES;
/** The names of the rules. */
export const INITIALIZERS = Object.keys(RULES) as readonly RuleName[];

/** The standard deviation of a standard normal number that is drawn again beyond two. */
const TRUNCATED = 0.87962566103423978;

/** The numbers that a weight starts with, float32 row-major. */
export function draw(
  initializer: Initializer,
  { shape, fan = { in: 1, out: 1 }, random }: { shape: readonly number[]; fan?: Fan | undefined; random: Random },
): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (typeof initializer === 'string') return RULES[initializer](shape, { fan, random, count });
  if ('constant' in initializer) return new Float32Array(count).fill(initializer.constant);
  if ('uniform' in initializer) return uniform({ random, count }, initializer.uniform);
  const { blocks } = initializer;
  return Float32Array.from({ length: count }, (_, at) => blocks[Math.floor((at * blocks.length) / count)] ?? 0);
}

type Source = { readonly random: Random; readonly count: number };

function uniform({ random, count }: Source, limit: number): Float32Array {
  const data = new Float32Array(count);
  for (let index = 0; index < count; index += 1) data[index] = (2 * random.uniform() - 1) * limit;
  return data;
}

function normal({ random, count }: Source, deviation: number): Float32Array {
  const within = (): number => {
    const value = normalNumber(random);
    return Math.abs(value) <= 2 ? value : within();
  };
  return Float32Array.from({ length: count }, () => (within() * deviation) / TRUNCATED);
}
