import { describe, expect, it } from 'vitest';
import { CATEGORIES, diverging, hex, ink, lineColours, sequential } from '../../../stages/drawing/colour.ts';
import type { Colour } from '../../../stages/drawing/colour.ts';

/** Relative luminance (WCAG 2): linear light, weighted. */
function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const steps = Array.from({ length: 21 }, (_, index) => index / 20);

describe('diverging()', () => {
  it('is neutral at 0, blue below and red above', () => {
    expect(diverging(0)).toEqual([247, 247, 247]);
    for (const value of steps.slice(2)) {
      const [red, , blue] = diverging(value);
      expect(red).toBeGreaterThan(blue);
      const [redBelow, , blueBelow] = diverging(-value);
      expect(blueBelow).toBeGreaterThan(redBelow);
    }
  });

  it('gets darker from the middle to both ends, so that it can be read without colours', () => {
    for (const sign of [1, -1]) {
      const lights = steps.map((value) => luminance(diverging(sign * value)));
      expect(lights).toEqual([...lights].sort((a, b) => b - a));
    }
    expect(luminance(diverging(1))).toBeLessThan(0.05);
    expect(luminance(diverging(-1))).toBeLessThan(0.05);
  });

  it('draws values beyond -1 and 1 as the ends', () => {
    expect(diverging(7)).toEqual(diverging(1));
    expect(diverging(-7)).toEqual(diverging(-1));
  });
});

describe('sequential(), ink()', () => {
  it('get darker from 0 to 1', () => {
    for (const ramp of [sequential, ink]) {
      const lights = steps.map((value) => luminance(ramp(value)));
      expect(lights).toEqual([...lights].sort((a, b) => b - a));
      expect(lights[0]).toBeGreaterThan(0.95);
    }
  });
});

describe('lineColours()', () => {
  it('gives as many different colours as asked for, categories only to what has no order', () => {
    for (const count of [1, 2, 7, 8, 24]) {
      expect(new Set(lineColours(count, { ordered: true })).size).toBe(count);
      expect(new Set(lineColours(count, { ordered: false })).size).toBe(count);
    }
    expect(lineColours(3, { ordered: false })).toEqual(CATEGORIES.slice(0, 3));
  });

  it('never comes near white, where a line would vanish', () => {
    for (const colour of [...lineColours(24, { ordered: true }), ...CATEGORIES]) {
      const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
      expect(luminance(parts as unknown as Colour)).toBeLessThan(0.6);
    }
  });
});

describe('hex()', () => {
  it('writes two digits for each part', () => {
    expect(hex([0, 15, 255])).toBe('#000fff');
  });
});
