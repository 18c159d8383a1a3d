import { writeFile } from 'node:fs/promises';
import type { TopLevelSpec } from 'vega-lite';
import { Cancelled } from '../../engine/core/failure.ts';
import type { StageContext } from '../../engine/core/stage.ts';
import { drawChart } from '../drawing/chart.ts';
import { drawSvg, prepareFonts, writePng } from '../drawing/image.ts';
import { showPoint } from '../drawing/point.ts';
import type { Placed } from '../drawing/point.ts';

type Drawing = Pick<StageContext, 'signal' | 'output'>;

/**
 * Prepares to draw a picture.
 *
 * @returns the parameters, with the sweep point of the picture
 */
export async function startPicture<P>(context: StageContext<P>): Promise<P & Placed> {
  stopIfCancelled(context);
  await prepareFonts(context.scratch);
  stopIfCancelled(context);
  return { ...context.params, place: showPoint(context.point) };
}

/** Writes a specification as the outputs `chart` and `image`. */
export async function writeChart(context: Drawing, spec: TopLevelSpec): Promise<void> {
  const svg = await drawChart(spec);
  stopIfCancelled(context);
  await writeSvg(context, svg);
}

/** Writes an SVG as the outputs `chart` and `image`. */
export async function writeSvg(context: Drawing, svg: string): Promise<void> {
  await writeFile(context.output('chart'), svg);
  await writePng(context.output('image'), await drawSvg(svg));
}

/** @throws Cancelled after the signal was aborted */
export function stopIfCancelled({ signal }: Pick<Drawing, 'signal'>): void {
  if (signal.aborted) throw new Cancelled('Interrupted while drawing');
}
