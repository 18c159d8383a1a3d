import { describe, expect, it } from 'vitest';
import { FONT_FAMILY, textWidth, xml } from '../../../stages/drawing/font.ts';
import type { Weight } from '../../../stages/drawing/font.ts';
import { SCALE, drawSvg } from '../../../stages/drawing/image.ts';
import { picture, text } from '../../../stages/drawing/svg.ts';

/** Columns of the drawn text that hold ink: what the renderer made of it, in units of the picture. */
async function inkOf(content: string, size: number, weight: Weight): Promise<{ width: number; pixels: number }> {
  const drawn = await drawSvg(picture(900, 80, [text(10, 60, content, { size, weight })]));
  let [first, last, pixels] = [drawn.width, -1, 0];
  for (let at = 0; at < drawn.data.length; at += 3) {
    if ((drawn.data[at] ?? 255) > 128) continue;
    const column = (at / 3) % drawn.width;
    [first, last, pixels] = [Math.min(first, column), Math.max(last, column), pixels + 1];
  }
  return { width: (last - first + 1) / SCALE, pixels };
}

describe('textWidth()', () => {
  it.each([
    ['H0123456789H', 400],
    ['H0123456789H', 600],
    ['Hamburgefonstiv, similar pairs of filters H', 400],
    ['H τ ≥ 0.5 · 5 × 5 − 3 H', 400],
  ] as const)('agrees with the renderer: %s, %i', async (content, weight) => {
    const size = 36;
    // Ink begins after the left bearing of H and ends before its right one.
    const bearings = textWidth('HH', { size, weight }) - (await inkOf('HH', size, weight)).width;
    const { width } = await inkOf(content, size, weight);
    expect(Math.abs(width + bearings - textWidth(content, { size, weight }))).toBeLessThan(0.02 * width);
  });

  it('gives all digits the same width, so that columns of numbers line up', () => {
    expect(new Set(Array.from('0123456789', (digit) => textWidth(digit, { size: 11 }))).size).toBe(1);
  });

  it('is proportional to the size', () => {
    expect(textWidth('filter', { size: 22 })).toBeCloseTo(2 * textWidth('filter', { size: 11 }), 10);
  });
});

describe('the font', () => {
  it('has a semi-bold that draws more ink than the regular', async () => {
    const [regular, bold] = [await inkOf('threshold', 36, 400), await inkOf('threshold', 36, 600)];
    expect(bold.pixels).toBeGreaterThan(1.2 * regular.pixels);
  });

  it('has every sign that pictures use: none is drawn as the box for a missing one', () => {
    const missing = textWidth('\u{3042}', { size: 1000 });
    for (const sign of '−×·≥≤±τρ–…%√²→') expect([sign, textWidth(sign, { size: 1000 })]).not.toEqual([sign, missing]);
  });

  it('is named in every picture', () => {
    expect(picture(1, 1, [])).toContain(`font-family="${FONT_FAMILY}"`);
  });
});

describe('xml()', () => {
  it('writes the reserved characters as entities', () => {
    expect(xml('a < b & "c" > d')).toBe('a &lt; b &amp; &quot;c&quot; &gt; d');
  });
});
