import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// nn/random.js
import { createHash } from "node:crypto";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
var SEEDS = 2 ** 31 - 1;
function deriveSeed(root, ...parts) {
  const hash = createHash("sha256").update(JSON.stringify([root, ...parts])).digest();
  return 1 + hash.readUIntBE(0, 6) % SEEDS;
}
function randomOf(seed, ...stream) {
  const generator = xoroshiro128plus(deriveSeed(seed, ...stream));
  return {
    uniform: () => uniformFloat64(generator),
    below: (count) => uniformInt(generator, 0, count - 1)
  };
}
function permutation(count, { seed, epoch }) {
  const random = randomOf(seed, "permutation", epoch);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const moved = order[last];
    order[last] = order[other];
    order[other] = moved;
  }
  return order;
}

export {
  deriveSeed,
  randomOf,
  permutation
};
