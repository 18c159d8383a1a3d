import { INK } from '../drawing/colour.ts';
import type { Raster } from '../drawing/image.ts';
import { percent } from '../drawing/number.ts';
import { drawSheet, SHEET, tileFrame } from '../drawing/sheet.ts';
import { SIZE, text } from '../drawing/svg.ts';
import { paintImages, tileSize } from '../drawing/tiles.ts';
import type { ImageShape } from '../drawing/tiles.ts';

/** A cluster as it is drawn. */
export interface DrawnCluster {
  /** The mean of its images, 0..1. */
  readonly mean: Float64Array;
  readonly images: number;
  /** The name of its most frequent class, and the share of its images that this is. */
  readonly class: string;
  readonly share: number;
}

const TILE = 78;
const GAP = 16;
const LINES = 46;
const COLUMNS = 10;

/** The mean image of each cluster, by the class that is most frequent in it, with the share of that class. */
export function drawClusters(
  clusters: readonly DrawnCluster[],
  shape: ImageShape,
  titles: readonly [title: string, subtitle: string],
): Promise<Raster> {
  const tile = tileSize(shape, TILE);
  const columns = Math.min(COLUMNS, clusters.length);
  const parts: string[] = [];
  const pasted = clusters.map(({ mean, images, class: name, share }, place) => {
    const left = SHEET.margin + (place % columns) * (tile.width + GAP);
    const top = SHEET.top + Math.floor(place / columns) * (tile.height + LINES);
    const [middle, below] = [left + tile.width / 2, top + tile.height];
    const [raster] = paintImages(mean, shape, TILE);
    parts.push(tileFrame(left, top, tile));
    parts.push(text(middle, below + 15, `${name}: ${percent(share)}`, { anchor: 'middle' }));
    parts.push(text(middle, below + 29, `${images} images`, { size: SIZE.small, fill: INK.quiet, anchor: 'middle' }));
    return { raster: raster as Raster, left, top };
  });
  const rows = Math.ceil(clusters.length / columns);
  return drawSheet({
    width: 2 * SHEET.margin + columns * (tile.width + GAP) - GAP,
    height: SHEET.top + rows * (tile.height + LINES),
    titles,
    parts,
    pasted,
  });
}
