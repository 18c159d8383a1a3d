import { useEffect, useRef } from 'preact/hooks';
import type { PreviewBlock } from '../../engine/serve/model.ts';
import { showNumber } from '../format.ts';

type TilesBlock = PreviewBlock & { kind: 'tiles' };

/** As in the figures of Assay, and in both themes: data does not change with the hour. */
const BLUE = [33, 102, 172] as const;
const RED = [178, 24, 43] as const;
const GAP = 1;
/** More in a row would be too small in the drawer. */
const MOST_ACROSS = 8;

/** Numbers as small pictures: one scale for all of them. */
export function Tiles({ block }: { readonly block: TilesBlock }) {
  const { title, width, height, tiles, low, high, scale, note } = block;
  const canvas = useRef<HTMLCanvasElement>(null);
  const across = Math.min(tiles.length, MOST_ACROSS);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, block, across);
  }, [block]);
  const words = `${title}: ${tiles.length} of ${height} by ${width}, from ${showNumber(low)} to ${showNumber(high)}`;
  return (
    <figure class="tiles">
      <canvas ref={canvas} role="img" aria-label={words} />
      <figcaption class="s m">
        <span class={`scale ${scale}`} aria-hidden="true" />
        {showNumber(low)} to {showNumber(high)}
        {note !== undefined && `; ${note}`}
      </figcaption>
    </figure>
  );
}

function draw(canvas: HTMLCanvasElement, { width, height, tiles, low, high, scale }: TilesBlock, across: number): void {
  const down = Math.ceil(tiles.length / across);
  canvas.width = across * (width + GAP) - GAP;
  canvas.height = down * (height + GAP) - GAP;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(canvas.width, canvas.height);
  for (const [index, tile] of tiles.entries()) {
    const left = (index % across) * (width + GAP);
    const top = Math.floor(index / across) * (height + GAP);
    for (const [cell, value] of tile.entries()) {
      const place = 4 * ((top + Math.floor(cell / width)) * canvas.width + left + (cell % width));
      const [red, green, blue] = scale === 'grey' ? greyOf(value, low, high) : signedOf(value, high);
      image.data.set([red, green, blue, 255], place);
    }
  }
  context.putImageData(image, 0, 0);
}

type Colour = readonly [number, number, number];

function greyOf(value: number, low: number, high: number): Colour {
  const part = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
  const level = Math.round(255 * (1 - part));
  return [level, level, level];
}

/** From blue over white, which is 0, to red. */
function signedOf(value: number, limit: number): Colour {
  const part = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
  const end = value < 0 ? BLUE : RED;
  const mixed = end.map((channel) => Math.round(255 + (channel - 255) * part));
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0];
}
