import { inSlices } from '../../engine/core/slices.ts';
import type { StageContext } from '../../engine/core/stage.ts';
import type { Backend } from '../../nn/backends/backend.ts';
import { toImageTensors } from '../../nn/images.ts';
import type { LabelledImages } from '../../nn/images.ts';
import { filterRows } from '../../nn/removal.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import { dispose } from '../../nn/tensors.ts';
import type { Removal, Rule } from '../formats/removal-report.ts';
import { chooseImages } from '../statistics/choose-images.ts';
import { cosinesOf } from '../statistics/cosines.ts';
import { activityOf } from './activity.ts';
import { ascendingRemovals, dropCourse, mergeCourse, randomRemovals, similarRemovals } from './rules.ts';
import type { CourseStep, Likeness } from './rules.ts';
import type { AblateParams } from './stage.ts';

/** All removals by one rule, in one order. */
export interface Course {
  readonly rule: Rule;
  readonly order: number;
  readonly steps: Iterable<CourseStep>;
}

interface Whole {
  readonly network: Network;
  readonly seam: Seam;
  readonly train: LabelledImages;
}

/** The courses that a step goes: one for each rule, and for random orders one each. */
export async function coursesOf(
  context: StageContext<AblateParams>,
  backend: Backend,
  whole: Whole,
): Promise<readonly Course[]> {
  const { params, signal } = context;
  const { network, seam } = whole;
  const likeness = await likenessOf(whole, signal);
  const courses: Course[] = [];
  const add = (rule: Rule, removals: readonly Removal[], order = 0): void => {
    courses.push({ rule, order, steps: dropCourse(network, seam, removals) });
  };
  for (const rule of params.rules) {
    if (rule === 'similar') add(rule, await inSlices(similarRemovals(likeness), signal));
    if (rule === 'merge') courses.push({ rule, order: 0, steps: mergeCourse(network, seam, likeness) });
    if (rule === 'norm') add(rule, ascendingRemovals(likeness.norms));
    if (rule === 'activation') add(rule, ascendingRemovals(await sampledActivity(context, backend, whole)));
    if (rule !== 'random') continue;
    const seed = context.seed('random');
    for (let order = 0; order < params.orders; order += 1)
      add(rule, randomRemovals(seam.filters, { seed, order }), order);
  }
  return courses;
}

function likenessOf({ network, seam }: Whole, signal: AbortSignal): Promise<Likeness> {
  const kernel = network.weights[`${seam.layer.name}.kernel`];
  if (kernel === undefined) throw new Error('Internal error: the layer has no kernel');
  const weights = Float32Array.from(filterRows(kernel));
  const filters = { weights, count: seam.filters, dimension: weights.length / seam.filters };
  return inSlices(cosinesOf(filters, 'none'), signal);
}

/** How active the filters are on a sample of the training images. */
async function sampledActivity(
  context: StageContext<AblateParams>,
  backend: Backend,
  { network, seam, train }: Whole,
): Promise<Float64Array> {
  const { params, signal } = context;
  const count = Math.min(params.sample, train.labels.length);
  const chosen = chooseImages(train.labels, count, { stratified: true, seed: context.seed('sample') });
  const images = toImageTensors(backend, network.model, chosenOf(train, chosen));
  try {
    return await activityOf(backend, network, seam, { images, signal });
  } finally {
    dispose({ ...images });
  }
}

function chosenOf(train: LabelledImages, chosen: readonly boolean[]): LabelledImages {
  const size = train.images.length / train.labels.length;
  const indices = chosen.flatMap((wanted, image) => (wanted ? [image] : []));
  const images = new Uint8Array(indices.length * size);
  for (const [place, image] of indices.entries())
    images.set(train.images.subarray(image * size, (image + 1) * size), place * size);
  return { ...train, images, labels: Uint8Array.from(indices, (image) => train.labels[image] ?? 0) };
}
