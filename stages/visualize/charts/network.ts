import type { StageContext } from '../../../engine/core/stage.ts';
import { LAYERS } from '../../../nn/layers/index.ts';
import type { Model } from '../../../nn/model.ts';
import { inferShapes, sizeOf } from '../../../nn/shapes.ts';
import type { ModelSummary, Shape } from '../../../nn/shapes.ts';
import { CATEGORIES, INK } from '../../drawing/colour.ts';
import { textWidth } from '../../drawing/font.ts';
import { grouped } from '../../drawing/number.ts';
import { modelOf } from '../../formats/model.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import { SIZE, line, picture, text } from '../../drawing/svg.ts';
import { writeTable } from '../../formats/csv.ts';
import { placed } from '../../drawing/point.ts';
import { CHART, IMAGE, TABLE } from '../chart.ts';
import type { Chart } from '../chart.ts';
import { startPicture, writeSvg } from '../picture.ts';
import { boxesOf, settingsOf, type Box } from './network/boxes.ts';
import { branchesOf, drawBranch, roomFor, type Spot } from './network/branches.ts';

/** The paper's figure 1: a network, layer by layer. */
export interface NetworkParams {
  readonly kind: 'network';
  readonly title?: string;
}

export const network: Chart<NetworkParams> = {
  kind: 'network',
  schema: {
    title: 'Network',
    description:
      'The layers of a network with their shapes, parameters and multiply-adds. The table has a row for each layer',
    required: ['model'],
    properties: {
      model: { description: 'The network to draw', type: 'string', port: 'model' },
      title: { $ref: '#/$defs/title' },
    },
  },
  outputs: { image: IMAGE, chart: CHART, table: TABLE },
  models: 'model',
  draw,
};

/** Draws the network of a `model` artifact and writes a row for each layer. */
async function draw(context: StageContext<NetworkParams>, layers = LAYERS): Promise<void> {
  const params = await startPicture(context);
  const model = modelOf(await readSafetensors(context.input('model').path), layers);
  const summary = inferShapes(model);
  await writeTable(
    context.output('table'),
    ['layer', 'type', 'settings', 'output', 'values', 'parameters', 'macs'],
    summary.layers.map(({ layer, shape, parameters, macs }) => ({
      layer: layer.name,
      type: layer.type,
      settings: settingsOf(model, layer).join(', '),
      output: shape.join('x'),
      values: sizeOf(shape),
      parameters,
      macs,
    })),
  );
  const svg = drawNetwork(model, { summary, title: params.title, place: params.place });
  await writeSvg(context, svg);
}

const MARGIN = 24;
const TOP = 72;
/** Greatest height of a box, including planes behind each other. */
const HIGH = 112;
const PLANE = { shift: 3, most: 9 } as const;
const BAR = { width: 12, least: 10 } as const;
const GAP = 26;
/** How many boxes in one row. */
const ACROSS = 10;
/** Base lines of the texts below the boxes. */
const ROWS = { name: 20, notes: 36, note: 13, shape: 18, counts: 36, count: 26 } as const;

/**
 * Draws a network from left to right as SVG: maps as planes behind each other, as large as their side and as many as twice
 * the logarithm of the channels; flat layers as bars, as high as the logarithm of their units. Below stands what each layer
 * does and gives, and how many parameters and multiply-adds it has, with bars of their shares. Connections that leave out layers
 * run above.
 */
export function drawNetwork(
  model: Model,
  {
    summary,
    title,
    place,
  }: { readonly summary: ModelSummary; readonly title: string | undefined; readonly place?: string | undefined },
): string {
  const boxes = boxesOf(model, summary);
  const bands = Array.from({ length: Math.ceil(boxes.length / ACROSS) }, (_, band) =>
    boxes.slice(band * ACROSS, (band + 1) * ACROSS),
  );
  const scale = scaleOf(boxes);
  const labels = { shape: 'output', parameters: 'parameters', macs: 'multiply-adds' };
  const left = Math.ceil(
    MARGIN + Math.max(...Object.values(labels).map((label) => textWidth(label, { size: SIZE.text }))) + 20,
  );
  const most = { parameters: summary.parameters, macs: summary.macs };
  const heading = title ?? 'The network';
  const facts = `${grouped(summary.parameters)} parameters · ${grouped(summary.macs)} multiply-adds for one image`;
  const subtitle = placed(facts, place);
  const parts = [
    text(MARGIN, 30, heading, { size: SIZE.title, weight: 600 }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
  ];
  let right =
    MARGIN + Math.max(textWidth(heading, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  let below = TOP;
  for (const [index, band] of bands.entries()) {
    const first = index * ACROSS;
    const branches = branchesOf(boxes, { first, last: first + band.length - 1 });
    const top = below + roomFor(branches);
    const notes = Math.max(...band.map((box) => box.notes.length));
    const base = top + HIGH + ROWS.notes + notes * ROWS.note;
    const rows = {
      shape: base + ROWS.shape - 8,
      parameters: base + ROWS.counts,
      macs: base + ROWS.counts + ROWS.count,
    };
    const quiet = { fill: INK.quiet, anchor: 'end' } as const;
    for (const key of ['shape', 'parameters', 'macs'] as const)
      parts.push(text(left - 20, rows[key], labels[key], quiet));
    let x = left;
    const spots: Spot[] = [];
    for (const [place, box] of band.entries()) {
      const width = columnWidth(box, scale);
      const middle = x + width / 2;
      parts.push(...drawGlyph(box, { middle, centre: top + HIGH / 2, scale }));
      spots.push({ middle, top: Math.round(top + HIGH / 2 - glyphHeight(box, scale) / 2) });
      if (box.reads.includes(first + place - 1)) parts.push(arrow(x - GAP / 2, top + HIGH / 2));
      parts.push(text(middle, top + HIGH + ROWS.name, box.name, { weight: 600, anchor: 'middle' }));
      for (const [at, note] of box.notes.entries()) {
        const y = top + HIGH + ROWS.notes + at * ROWS.note;
        parts.push(text(middle, y, note, { size: SIZE.small, fill: INK.quiet, anchor: 'middle' }));
      }
      parts.push(text(middle, rows.shape, shapeText(box.shape), { anchor: 'middle' }));
      for (const key of ['parameters', 'macs'] as const) {
        if (box[key] === 0) continue;
        parts.push(text(middle, rows[key], grouped(box[key]), { anchor: 'middle' }));
        const share = box[key] / Math.max(most[key], 1);
        const [colour = '', other = ''] = CATEGORIES;
        parts.push(shareBar(share, { x, y: rows[key] + 5, width, fill: key === 'macs' ? other : colour }));
      }
      x += width + GAP;
    }
    const edges = { base: top, left: left - GAP / 2, right: x - GAP / 2 };
    for (const branch of branches)
      parts.push(...drawBranch(branch, { boxes, spot: (box) => spots[box - first], ...edges }));
    const beyond = branches.flatMap(({ to }) => (to >= first + band.length ? (boxes[to]?.name ?? '') : []));
    const names = beyond.map((name) => x - GAP / 2 + 4 + textWidth(name, { size: SIZE.small }));
    right = Math.max(right, x - GAP, ...names);
    below = rows.macs + 40;
  }
  return picture(Math.ceil(right + MARGIN), Math.ceil(below - 10), parts);
}

interface GlyphScale {
  /** Side of the largest map in pixels. */
  readonly side: number;
  /** Values of the longest flat layer. */
  readonly values: number;
  /** Planes of the map with the most channels. */
  readonly planes: number;
}

function scaleOf(boxes: readonly Box[]): GlyphScale {
  const maps = boxes.flatMap(({ shape }) => (shape.length === 3 ? [shape] : []));
  return {
    side: Math.max(1, ...maps.flatMap(([height = 1, width = 1]) => [height, width])),
    values: Math.max(2, ...boxes.flatMap(({ shape }) => (shape.length < 3 ? [sizeOf(shape)] : []))),
    planes: Math.max(1, ...maps.map(planesOf)),
  };
}

function planesOf([, , channels = 1]: Shape): number {
  return Math.min(Math.round(2 * Math.log2(channels)) + 1, 2 * PLANE.most);
}

/** Width and height of the front plane of a map, and how far the last one is shifted. */
function planeSize(
  shape: Shape,
  scale: GlyphScale,
): { readonly width: number; readonly height: number; readonly depth: number } {
  const [height = 1, width = 1] = shape;
  const unit = (HIGH - scale.planes * PLANE.shift) / scale.side;
  const depth = (planesOf(shape) - 1) * PLANE.shift;
  return { width: Math.max(width * unit, 4), height: Math.max(height * unit, 4), depth };
}

function columnWidth({ name, notes, shape, parameters, macs }: Box, scale: GlyphScale): number {
  const { width, depth } = planeSize(shape, scale);
  const texts = [shapeText(shape), grouped(parameters), grouped(macs)].map((each) =>
    textWidth(each, { size: SIZE.text }),
  );
  const small = notes.map((note) => textWidth(note, { size: SIZE.small }));
  const bold = textWidth(name, { size: SIZE.text, weight: 600 });
  return Math.ceil(Math.max(shape.length === 3 ? width + depth : BAR.width, bold, ...texts, ...small, 48));
}

/** Height of what is drawn for a box. */
function glyphHeight({ shape }: Pick<Box, 'shape'>, scale: GlyphScale): number {
  if (shape.length === 3) {
    const { height, depth } = planeSize(shape, scale);
    return height + depth;
  }
  return BAR.least + (HIGH - BAR.least) * (Math.log(sizeOf(shape)) / Math.log(scale.values));
}

function drawGlyph(
  { shape }: Box,
  { middle, centre, scale }: { readonly middle: number; readonly centre: number; readonly scale: GlyphScale },
): string[] {
  const [blue = ''] = CATEGORIES;
  if (shape.length < 3) {
    const height = glyphHeight({ shape }, scale);
    return [rect({ left: middle - BAR.width / 2, top: centre - height / 2, width: BAR.width, height }, blue)];
  }
  const { width, height, depth } = planeSize(shape, scale);
  const count = planesOf(shape);
  // The last plane first, because each covers the one behind it.
  return Array.from({ length: count }, (_, index) => {
    const shift = (count - 1 - index) * PLANE.shift;
    return rect(
      { left: middle - (width + depth) / 2 + shift, top: centre + (depth - height) / 2 - shift, width, height },
      blue,
    );
  });
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function rect({ left, top, width, height }: Rectangle, stroke: string): string {
  const [x, y, w, h] = [left, top, width, height].map((value) => Math.round(value * 100) / 100);
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#e6f0f8" stroke="${stroke}" stroke-width="0.75"/>`;
}

function arrow(x: number, y: number): string {
  const head = `<path d="M${x + 3} ${y - 3} L${x + 8} ${y} L${x + 3} ${y + 3} Z" fill="${INK.frame}"/>`;
  return `${line([x - 8, y], [x + 4, y], { stroke: INK.frame })}${head}`;
}

function shareBar(
  share: number,
  { x, y, width, fill }: { readonly x: number; readonly y: number; readonly width: number; readonly fill: string },
): string {
  const filled = Math.round(Math.max(share * width, 0.5) * 100) / 100;
  return (
    `<rect x="${x}" y="${y}" width="${width}" height="4" fill="#eaeef2"/>` +
    `<rect x="${x}" y="${y}" width="${filled}" height="4" fill="${fill}"/>`
  );
}

function shapeText(shape: Shape): string {
  return shape.map((size) => grouped(size)).join(' × ');
}
