import type { Autoencoder } from '../../nn/autoencoder.ts';
import type { TrainedAutoencoder } from '../../nn/train-autoencoder.ts';
import { INK } from '../drawing/colour.ts';
import { textWidth } from '../drawing/font.ts';
import type { Raster } from '../drawing/image.ts';
import { drawSheet, SHEET, tileFrame } from '../drawing/sheet.ts';
import { SIZE, text } from '../drawing/svg.ts';
import { paintImages, tileSize } from '../drawing/tiles.ts';
import { errorsOf, titlesOf } from './captions.ts';
import type { AutoencodeParams, VariationalParams } from './params.ts';

/** What a picture is drawn from. */
export interface Drawn<P = AutoencodeParams> {
  readonly params: P;
  readonly network: Autoencoder;
  readonly trained: Pick<TrainedAutoencoder, 'examples' | 'samples' | 'test'>;
}

/** Side of an image, about. */
const TILE = 42;
/** Between images beside each other, and between an image and its reconstruction. */
const GAP = 4;
const MAX_COLUMNS = 20;

/**
 * Test images before and after, in pairs of rows of up to 20, with the error of each below it. Values outside 0..1, which
 * some activations give, are drawn as black or white.
 */
export async function drawReconstructions({ params, network, trained }: Drawn): Promise<Raster> {
  const { images, reconstructions } = trained.examples;
  const { input } = network.encoder;
  const before = paintImages(images, input, TILE);
  const after = paintImages(reconstructions, input, TILE);
  const errors = errorsOf(params, trained.examples);
  const tile = tileSize(input, TILE);

  const columns = Math.min(before.length, MAX_COLUMNS);
  const names = { before: 'before', after: 'after', error: params.kind === 'plain' ? 'error' : 'nats' };
  const left =
    SHEET.margin +
    Math.ceil(Math.max(...Object.values(names).map((name) => textWidth(name, { size: SIZE.text })))) +
    12;
  const band = 2 * tile.height + GAP + 34;
  const bands = Math.ceil(before.length / columns);

  const parts: string[] = [];
  const pasted: { readonly raster: Raster; readonly left: number; readonly top: number }[] = [];
  for (let row = 0; row < bands; row++) {
    const top = SHEET.top + row * band;
    const below = top + tile.height + GAP;
    const label = (y: number, name: string): string => text(left - 12, y, name, { fill: INK.quiet, anchor: 'end' });
    parts.push(label(top + tile.height / 2 + 4, names.before), label(below + tile.height / 2 + 4, names.after));
    parts.push(label(below + tile.height + 15, names.error));
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      const [original, copy] = [before[index], after[index]];
      if (original === undefined || copy === undefined) break;
      const x = left + column * (tile.width + GAP);
      pasted.push({ raster: original, left: x, top }, { raster: copy, left: x, top: below });
      parts.push(tileFrame(x, top, tile), tileFrame(x, below, tile));
      const style = { size: SIZE.small, anchor: 'middle' } as const;
      parts.push(text(x + tile.width / 2, below + tile.height + 15, errors[index] ?? '', style));
    }
  }
  const width = left + columns * (tile.width + GAP) - GAP + SHEET.margin;
  return drawSheet({
    width,
    height: SHEET.top + bands * band + 2,
    titles: titlesOf(params, network, trained.test),
    parts,
    pasted,
  });
}

/** Images decoded from random codes, as nearly square a grid as their number allows. */
export async function drawSamples({ params, network, trained }: Drawn<VariationalParams>): Promise<Raster> {
  const { input } = network.encoder;
  const images = paintImages(trained.samples, input, TILE);
  const tile = tileSize(input, TILE);
  const columns = Math.ceil(Math.sqrt(images.length));
  const pasted = images.map((raster, index) => ({
    raster,
    left: SHEET.margin + (index % columns) * (tile.width + GAP),
    top: SHEET.top + Math.floor(index / columns) * (tile.height + GAP),
  }));
  const rows = Math.ceil(images.length / columns);
  return drawSheet({
    width: SHEET.margin + columns * (tile.width + GAP) - GAP + SHEET.margin,
    height: SHEET.top + rows * (tile.height + GAP) - GAP + SHEET.margin,
    titles: [
      'Images decoded from random codes',
      `${params.latent} standard normal numbers each · grey is the probability of a pixel`,
    ],
    parts: [],
    pasted,
  });
}
