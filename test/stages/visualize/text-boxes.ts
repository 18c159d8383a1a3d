import { drawSvg, SCALE } from '../../../stages/drawing/image.ts';
import type { Raster } from '../../../stages/drawing/image.ts';

/** A text of a picture and the rectangle of its ink, in units of the picture. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Where the texts of an SVG picture are: each is drawn alone, in black on white, and its dark pixels are looked for.
 *
 * @param wanted leaves out texts by the place where they are anchored
 */
export async function textBoxes(
  svg: string,
  wanted: (x: number, y: number) => boolean = () => true,
): Promise<readonly TextBox[]> {
  const [family = ''] = / font-family="[^"]*"/.exec(svg) ?? [];
  const boxes: TextBox[] = [];
  for (const [part, x, y, text = ''] of svg.matchAll(/<text x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)<\/text>/g)) {
    if (!wanted(Number(x), Number(y))) continue;
    // A window around the anchor that the text cannot leave, in whatever direction it is written.
    const reach = 20 + 14 * text.length;
    const [left, top] = [Math.round(Number(x)) - reach, Math.round(Number(y)) - reach];
    const window = `width="${2 * reach}" height="${2 * reach}" viewBox="${left} ${top} ${2 * reach} ${2 * reach}"`;
    const alone = `<svg xmlns="http://www.w3.org/2000/svg" ${window}${family}>${part.replace(/ fill="[^"]*"/, '')}</svg>`;
    const ink = inkOf(await drawSvg(alone));
    boxes.push({
      text,
      left: left + ink.left / SCALE,
      top: top + ink.top / SCALE,
      right: left + ink.right / SCALE,
      bottom: top + ink.bottom / SCALE,
    });
  }
  return boxes;
}

/** The rectangle around all dark pixels. */
function inkOf({ data, width, height }: Raster): Omit<TextBox, 'text'> {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let at = 0; at < data.length; at += 3) {
    if ((data[at] ?? 255) > 200) continue;
    const [x, y] = [(at / 3) % width, Math.floor(at / 3 / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
  }
  if (right < 0) throw new Error('A text without ink');
  return { left, top, right, bottom };
}

/** Pairs of texts with less than `gap` units between them, as `a | b`. */
export function crowded(boxes: readonly TextBox[], gap: number): readonly string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (b) => a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap,
      )
      .map((b) => `${a.text} | ${b.text}`),
  );
}
