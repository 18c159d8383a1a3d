import type { RunOutput } from '../runs/run-record.ts';
import type { Figure } from './model.ts';
import { isPicture, pictureSource } from './picture.ts';
import type { Sources } from './sources.ts';

/** All pictures of a report together, in bytes as they are; in the page each takes a third more. */
const PICTURES_BYTES = 1_200_000;

/**
 * Returns the pictures that a run published, in the order of its file, as many as there is room for: the larger ones are named
 * and left out. Where a step published the same picture as a drawing too (SVG), that alone.
 */
export async function figuresOf(sources: Sources, room = PICTURES_BYTES): Promise<readonly Figure[]> {
  const pictures = sources.run.outputs.filter(({ artifact }) => isPicture(artifact.extension));
  const drawn = new Set(pictures.filter(({ artifact }) => artifact.extension === 'svg').map(({ step }) => step));
  const shown = pictures.filter((output) => output.artifact.extension === 'svg' || !isDrawnToo(output, drawn));
  // The small ones first, so that one large picture does not push out all others.
  let left = room;
  const fits = new Set<RunOutput>();
  for (const output of shown.toSorted((a, b) => a.artifact.bytes - b.artifact.bytes)) {
    if (output.artifact.bytes > left) break;
    left -= output.artifact.bytes;
    fits.add(output);
  }
  return Promise.all(shown.map((output) => figureOf(output, fits.has(output), sources)));
}

/** A chart has the ports `chart` (SVG) and `image`; other pictures of the step are not the same. */
function isDrawnToo({ step, port }: RunOutput, drawn: ReadonlySet<string>): boolean {
  return port === 'image' && drawn.has(step);
}

async function figureOf(output: RunOutput, fits: boolean, sources: Sources): Promise<Figure> {
  const { file, step, port, artifact } = output;
  const made = sources.run.steps.find(({ id }) => id === step);
  const about = made === undefined ? undefined : sources.aboutStep(made.name);
  const figure = {
    file,
    step,
    port,
    digest: artifact.digest,
    bytes: artifact.bytes,
    ...(about !== undefined && { about }),
  };
  if (!fits) return { ...figure, missing: 'It is too large for this report: look at it in the folder of the run.' };
  const bytes = await sources.bytesOf(output);
  if (bytes === undefined)
    return { ...figure, missing: 'It is not there any more as the run made it: it was collected or changed.' };
  return { ...figure, source: pictureSource(artifact.extension, bytes) };
}
