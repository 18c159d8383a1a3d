import type { Colour } from '../../../stages/drawing/colour.ts';
import type { Raster } from '../../../stages/drawing/image.ts';

/** The colour of a pixel. */
export function pixelAt({ data, width }: Raster, x: number, y: number): Colour {
  const at = (y * width + x) * 3;
  return [data[at] ?? -1, data[at + 1] ?? -1, data[at + 2] ?? -1];
}

/** How many pixels have exactly this colour. */
export function pixelsOf([red, green, blue]: Colour, { data }: Raster): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 3) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++;
  }
  return count;
}

/** The places at which `part` lies in `whole`, pixel for pixel, from top to bottom. */
export function placesOf(part: Raster, whole: Raster): { readonly left: number; readonly top: number }[] {
  const places: { left: number; top: number }[] = [];
  const rows = Array.from({ length: part.height }, (_, y) =>
    Buffer.from(part.data.subarray(y * part.width * 3, (y + 1) * part.width * 3)),
  );
  const [first] = rows;
  if (first === undefined) return places;
  for (let top = 0; top + part.height <= whole.height; top++) {
    const line = (y: number): Buffer => Buffer.from(whole.data.buffer, y * whole.width * 3, whole.width * 3);
    for (let at = line(top).indexOf(first); at >= 0; at = line(top).indexOf(first, at + 1)) {
      if (at % 3 !== 0) continue;
      if (rows.every((row, y) => line(top + y).compare(row, 0, row.length, at, at + row.length) === 0)) {
        places.push({ left: at / 3, top });
      }
    }
  }
  return places;
}
