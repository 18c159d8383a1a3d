// Random numbers of one image: a pure function of a seed and the image's number. Thousands of them are drawn for each batch, so
// the generator is a small one: sfc32 by Chris Doty-Humphrey (PractRand), which passes its author's tests to many terabytes.

/** Rounds after which the state shows nothing of the seeds. */
const WARM_UP = 15;

/** A source of random numbers for one image. */
export interface Draws {
  /** Uniform in [0, 1), 32 bits. */
  readonly uniform: () => number;
  /** Uniform between two numbers. */
  readonly between: (low: number, high: number) => number;
  /** Standard normal: one of 65,536 quantiles, which lie within 4.2 deviations. */
  readonly normal: () => number;
}

/** The numbers of a stream; `seed` and `image` are any 32-bit numbers. */
export function drawsOf(seed: number, image: number): Draws {
  let a = seed | 0;
  let b = image | 0;
  let c = 0x5eed;
  let count = 1;
  const word = (): number => {
    const sum = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < WARM_UP; round += 1) word();
  const uniform = (): number => word() * 2 ** -32;
  const quantiles = (known ??= normalQuantiles());
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => quantiles[word() >>> 16]!,
  };
}

let known: Float64Array | undefined;

/** The values below which a standard normal number lies with the probabilities (k + 1/2) / 65,536. */
function normalQuantiles(): Float64Array {
  const count = 2 ** 16;
  const quantiles = new Float64Array(count);
  for (let k = 0; k < count / 2; k += 1) {
    const below = quantile((k + 0.5) / count);
    quantiles[k] = below;
    quantiles[count - 1 - k] = -below;
  }
  return quantiles;
}

/** The quantile of a probability below one half, within 4.5e-4 (Abramowitz and Stegun 1964, formula 26.2.23). */
function quantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
}
