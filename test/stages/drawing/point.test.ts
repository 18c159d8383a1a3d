import { describe, expect, it } from 'vitest';
import type { Input, Point } from '../../../engine/core/stage.ts';
import { axesOf, inputAt, showPoint } from '../../../stages/drawing/point.ts';

const inputs = (...points: readonly Point[]): Input[] =>
  points.map((point, index) => ({
    kind: 'model',
    extension: 'safetensors',
    digest: 'sha256:0' as Input['digest'],
    path: `/artifacts/${index}`,
    point,
  }));

describe('inputAt()', () => {
  const points = inputs({ filters: 32 }, { filters: 64 });

  it('takes the artifact of the same point', () => {
    expect(inputAt({ filters: 64 }, points, 'model').path).toBe('/artifacts/1');
  });

  it('takes an artifact that has fewer axes, or none', () => {
    expect(inputAt({ threshold: 0.5, filters: 32 }, points, 'model').path).toBe('/artifacts/0');
    expect(inputAt({ filters: 32 }, inputs({}), 'data').path).toBe('/artifacts/0');
  });

  it('compares values, not their texts', () => {
    const kernels = inputs({ kernel: '3' }, { kernel: 3 }, { kernel: [3, 3] });
    expect(inputAt({ kernel: 3 }, kernels, 'model').path).toBe('/artifacts/1');
    expect(inputAt({ kernel: [3, 3] }, kernels, 'model').path).toBe('/artifacts/2');
  });

  it('says what is there when nothing fits', () => {
    expect(() => inputAt({ filters: 128 }, points, 'model')).toThrow(
      'No "model" artifact belongs to filters = 128: there are 2, at filters = 32; filters = 64',
    );
  });

  it('does not guess between two that fit', () => {
    expect(() => inputAt({ filters: 32 }, inputs({}, { filters: 32 }), 'model')).toThrow(
      'More than one "model" artifact belongs to filters = 32: there are 2, at no axis; filters = 32',
    );
  });
});

describe('axesOf(), showPoint()', () => {
  it('name axes in the order they come, and their values', () => {
    expect(axesOf([{ b: 1 }, { a: 2, b: 1 }])).toEqual(['b', 'a']);
    expect(showPoint({ kernel: [5, 5], padding: 'same' })).toBe('kernel = [5,5], padding = same');
  });
});
