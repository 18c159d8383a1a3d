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
  /** Standard normal, by the transform of Box and Muller. */
  readonly normal: () => number;
}

/** The numbers of a stream; `seed` and `image` are any 32-bit numbers. */
export function drawsOf(seed: number, image: number): Draws {
  let [a, b, c, count] = [seed | 0, image | 0, 0x5eed, 1];
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
  let spare: number | undefined;
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal() {
      if (spare !== undefined) {
        const kept = spare;
        spare = undefined;
        return kept;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
