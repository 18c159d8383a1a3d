import type { Draws } from './draws.ts';

// What changes an image while a network learns from it. There are those that move pixels, which are put together so that an image
// is sampled once, whatever there is, and then those that change values. All are pure functions of the settings and of draws.

/** The size of an image, as `[height, width, channels]`. */
export type ImageSize = readonly [height: number, width: number, channels: number];

/**
 * Where the pixels of the new image are taken from: x' = a·x + b·y + e, y' = c·x + d·y + f, in pixels from the middle of the
 * image, to the right and down.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** How far each pixel of the new image is taken from elsewhere, in pixels: float64 `[height · width]` each. */
export interface Displacement {
  readonly right: Float64Array;
  readonly down: Float64Array;
}

/** What the images show, where it matters. */
export type Subject = 'digits' | 'letters';

/** All that Assay knows of one augmentation. `S` are its settings as written. A new one is a file here and a line in all.ts. */
export interface AugmentationKind<S extends object> {
  /** Its key in the file. */
  readonly name: string;
  /** JSON Schema of the settings: a closed object. All have `probability` besides. */
  readonly schema: Readonly<Record<string, unknown>> & { readonly properties: Readonly<Record<string, unknown>> };
  /** Moves pixels, all in the same way. */
  transform?(settings: S, draws: Draws, size: ImageSize): Affine;
  /** Moves each pixel by itself, before it is transformed. */
  displace?(settings: S, draws: Draws, size: ImageSize): Displacement;
  /** Changes values in place. `image`: float32 `[height, width, channels]`, 0 to 1, and must stay so. */
  paint?(settings: S, draws: Draws, image: { readonly pixels: Float32Array; readonly size: ImageSize }): void;
  /** How it makes images of this subject look like another class, if it does: a sentence without a period. */
  confuses?(settings: S, subject: Subject): string | undefined;
}

/** What leaves all pixels where they are. */
export const STAYS: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };
