import { digestOf, hexOf } from './digest.ts';

const LARGEST = 2n ** 31n - 1n;

/**
 * A seed in 1 .. 2^31 - 1 for the stream called `names`, derived from the seed `root`. Never 0, because some generators
 * stay at 0 forever, or treat 0 as "no seed given".
 *
 * It is the first 8 bytes (big-endian) of the digest of `[root, ...names]` under the type `seed`, modulo 2^31 - 1, plus
 * 1: two streams of different names are independent, and adding a stream does not change the others. A change of this
 * rule changes every seeded result.
 */
export function deriveSeed(root: number, ...names: readonly string[]): number {
  const head = BigInt(`0x${hexOf(digestOf('seed', [root, ...names])).slice(0, 16)}`);
  return Number((head % LARGEST) + 1n);
}
