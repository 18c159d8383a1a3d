import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
// Everything random here is a pure function of (seed, what it is for, which step), so that a run can be repeated, resumed or
// done in another order with the same result. There is no generator whose state is carried along.
const SEEDS = 2 ** 31 - 1;
/**
 * A seed in 1 .. 2^31 - 1 for the thing that `parts` name, for example `deriveSeed(7, 'conv1', 'kernel')`. Never 0, which
 * some tfjs functions take for "no seed". It is 1 + (the first 48 bits, big-endian, of the SHA-256 of the JSON text of
 * `[root, ...parts]`) mod (2^31 - 1).
 */
export function deriveSeed(root, ...parts) {
    const hash = createHash('sha256')
        .update(JSON.stringify([root, ...parts]))
        .digest();
    return 1 + (hash.readUIntBE(0, 6) % SEEDS);
}
/** The random numbers of one stream (xoroshiro128+); two calls with the same arguments give the same numbers. */
export function randomOf(seed, ...stream) {
    const generator = xoroshiro128plus(deriveSeed(seed, ...stream));
    return {
        uniform: () => uniformFloat64(generator),
        below: (count) => uniformInt(generator, 0, count - 1),
    };
}
/**
 * The numbers 0 .. count - 1 in the order of one epoch (Fisher-Yates): every order is equally likely, and the same seed and
 * epoch always give the same one.
 */
export function permutation(count, { seed, epoch }) {
    const random = randomOf(seed, 'permutation', epoch);
    const order = Int32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last -= 1) {
        const other = random.below(last + 1);
        const moved = order[last];
        order[last] = order[other];
        order[other] = moved;
    }
    return order;
}
