import type { Draws } from './draws.ts';
import type { AugmentationKind, ImageSize } from './kind.ts';

export interface ElasticSettings {
  readonly pixels: number;
  readonly grid?: number;
}

/**
 * Moves the crossings of a coarse grid at random, and what lies between smoothly along with them (Ronneberger, Fischer and Brox
 * 2015): normal displacements, between the crossings cubic after Catmull and Rom.
 */
export const elastic: AugmentationKind<ElasticSettings> = {
  name: 'elastic',
  schema: {
    description:
      'Bends the image: moves the crossings of a coarse grid at random, and what lies between along with them',
    type: 'object',
    additionalProperties: false,
    required: ['pixels'],
    properties: {
      pixels: {
        description: 'Standard deviation of these movements, along each side',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 100,
      },
      grid: {
        description: 'Crossings along each side: more of them bend it more finely',
        type: 'integer',
        minimum: 2,
        maximum: 32,
        default: 4,
      },
    },
  },
  displace: ({ pixels, grid = 4 }, draws, size) => ({
    right: field(draws, { pixels, grid, size }),
    down: field(draws, { pixels, grid, size }),
  }),
};

function field(
  { normal }: Draws,
  { pixels, grid, size: [height, width] }: { readonly pixels: number; readonly grid: number; readonly size: ImageSize },
): Float64Array {
  const crossings = Float64Array.from({ length: grid * grid }, () => pixels * normal());
  const across = weightsOf(grid, width);
  const along = weightsOf(grid, height);
  // Along the rows of the grid first, then down the columns of the image.
  const rows = new Float64Array(grid * width);
  for (let row = 0; row < grid; row += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let k = 0; k < grid; k += 1) sum += across[x * grid + k]! * crossings[row * grid + k]!;
      rows[row * width + x] = sum;
    }
  }
  const all = new Float64Array(height * width);
  for (let y = 0; y < height; y += 1) {
    for (let k = 0; k < grid; k += 1) {
      const weight = along[y * grid + k]!;
      if (weight === 0) continue;
      for (let x = 0; x < width; x += 1) all[y * width + x]! += weight * rows[k * width + x]!;
    }
  }
  return all;
}

const known = new Map<string, Float64Array>();

/** How much each crossing counts at each of `length` places: `[length, grid]`. */
function weightsOf(grid: number, length: number): Float64Array {
  const name = `${grid}/${length}`;
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const weights = new Float64Array(length * grid);
  for (let place = 0; place < length; place += 1) {
    const at = length === 1 ? 0 : (place * (grid - 1)) / (length - 1);
    const before = Math.min(Math.floor(at), grid - 2);
    const cubic = catmullRom(at - before);
    for (const [index, weight] of cubic.entries()) {
      // Beyond the edge, the grid goes on with its last crossing.
      const crossing = Math.min(Math.max(before - 1 + index, 0), grid - 1);
      weights[place * grid + crossing]! += weight;
    }
  }
  known.set(name, weights);
  return weights;
}

/** The weights of four neighbours for a place between the second and the third. */
function catmullRom(t: number): readonly number[] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}
