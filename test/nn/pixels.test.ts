import { describe, expect, it } from 'vitest';
import { inputOf, toInputs } from '../../nn/pixels.ts';

const ALL = Uint8Array.from({ length: 256 }, (_, pixel) => pixel);

describe('toInputs()', () => {
  it('divides by 255 without a scale', () => {
    expect(toInputs(ALL)).toEqual(Float32Array.from(ALL, (pixel) => pixel / 255));
  });

  it('gives every channel its own mean and deviation', () => {
    const scale = { mean: [0.5, 0.1, 0], std: [0.25, 2, 1] };
    const inputs = toInputs(Uint8Array.of(0, 51, 255, 255, 0, 51), scale);
    const expected = [-2, 0.05, 1, 2, -0.05, 0.2];
    for (const [index, value] of expected.entries()) expect(inputs[index]).toBeCloseTo(value, 6);
  });

  it('makes pixels of mean 0 and deviation 1 with their own scale', () => {
    const mean = 127.5 / 255;
    const std = Math.sqrt((256 ** 2 - 1) / 12) / 255; // of the numbers 0 to 255
    const inputs = toInputs(ALL, { mean: [mean], std: [std] });
    const average = inputs.reduce((sum, value) => sum + value, 0) / 256;
    expect(average).toBeCloseTo(0, 6);
    expect(inputs.reduce((sum, value) => sum + value ** 2, 0) / 256).toBeCloseTo(1, 6);
  });
});

describe('inputOf()', () => {
  it('agrees with toInputs()', () => {
    const scale = { mean: [0.3, 0.6], std: [0.2, 0.1] };
    const inputs = toInputs(ALL, scale);
    for (const [index, pixel] of ALL.entries()) {
      expect(Math.fround(inputOf(pixel, index % 2, scale))).toBe(inputs[index]);
    }
  });
});
