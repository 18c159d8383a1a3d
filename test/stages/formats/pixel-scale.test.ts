import { describe, expect, it } from 'vitest';
import { StageFailure } from '../../../engine/core/failure.ts';
import { pixelScaleOf } from '../../../stages/formats/pixel-scale.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../stages/formats/safetensors.ts';

const fileWith = (about: unknown) => decodeSafetensors(encodeSafetensors({}, { dataset: JSON.stringify(about) }), 'x');

describe('pixelScaleOf()', () => {
  it('reads mean and deviation, and nothing where there are none', () => {
    const scale = { mean: [0.5, 0.25], std: [0.1, 0.2] };
    expect(pixelScaleOf(fileWith({ name: 'x', scale }))).toEqual(scale);
    expect(pixelScaleOf(fileWith({ name: 'x' }))).toBeUndefined();
  });

  it.each([{ mean: [1] }, { mean: [1], std: [1, 2] }, { mean: ['a'], std: [1] }, 3])('refuses %j', (scale) => {
    expect(() => pixelScaleOf(fileWith({ scale }))).toThrow(StageFailure);
  });
});
