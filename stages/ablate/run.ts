import { writeFile } from 'node:fs/promises';
import { StageFailure } from '../../engine/core/failure.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { toImageTensors } from '../../nn/images.ts';
import type { LabelledImages } from '../../nn/images.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import { createOptimizer } from '../../nn/optimizers/index.ts';
import { PARTS, type Parts } from '../../nn/parts.ts';
import type { TrainProgress } from '../../nn/train.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { modelOf, weightsOf } from '../formats/model.ts';
import type { RemovalCurve, RemovalReport } from '../formats/removal-report.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import { openBackend, trainingFailure } from '../training/backend.ts';
import { readSplits } from '../training/splits.ts';
import { coursesOf } from './courses.ts';
import type { Course } from './courses.ts';
import { givenBy, measure, pointOf, wholeOf } from './measure.ts';
import type { Answered, Given, Laboratory } from './measure.ts';
import { metricsOf, timesOf } from './metrics.ts';
import { removalProgress, tuningProgress, type Left, type Turn } from './progress.ts';
import { checkRemovals, countOf } from './stage.ts';
import type { AblateParams } from './stage.ts';
import { writeAnswers, writeKept, writeRemovalTable } from './write.ts';

/**
 * Writes `removal` (accuracy and loss after each removal, and which filters went), `table` (the same as rows), `answers` (the
 * class that each network gave to each image), and with `keep` `model` and `predictions` of one smaller network.
 *
 * @throws StageFailure when the model has no such layer or too few filters, the dataset does not fit, or the backend is missing
 * @throws Cancelled when the step is interrupted
 */
export async function run(context: StageContext<AblateParams>, parts: Parts = PARTS): Promise<Metrics> {
  try {
    return await ablate(context, parts);
  } catch (error) {
    throw trainingFailure(error, context.signal);
  }
}

async function ablate(context: StageContext<AblateParams>, parts: Parts): Promise<Metrics> {
  const { params } = context;
  const file = await readSafetensors(context.input('model').path);
  const model = modelOf(file, parts.layers);
  const network: Network = { model, weights: weightsOf(file, model, 'final') };
  const seam = seamFor(params, network);
  const splits = await readSplits(context.input('data').path, model);
  const { labels } = splits[params.split];
  if (labels.length === 0) throw new StageFailure(`The dataset has no ${params.split} images`);
  const laboratory = await openLaboratory(context, { network, splits, parts });
  const counts = countsOf(params, seam);
  const courses = await coursesOf(context, laboratory.backend, { network, seam, train: splits.train });
  const first = { done: 0, total: courses.length * counts.size, rule: '', removed: 0 };
  const whole = await measured(context, laboratory, { network, turn: first });
  const done = await follow(context, laboratory, { courses, counts, filters: seam.filters, whole });
  const report = reportOf({ params, seam, labels, whole, curves: done.curves });
  await writeFile(context.output('removal'), `${JSON.stringify(report)}\n`);
  await writeRemovalTable(context.output('table'), report);
  await writeAnswers(context.output('answers'), { labels, answers: { whole: givenBy(whole), ...done.answers } });
  if (done.kept !== undefined) await writeKept(context, { file, seam, kinds: parts.layers, kept: done.kept, labels });
  return metricsOf(
    report,
    done.kept,
    await timesOf(laboratory, { network, seam, counts, params, signal: context.signal }),
  );
}

function seamFor(params: AblateParams, { model }: Network): Seam {
  const { seam, problems } = checkRemovals(params, model);
  const [problem] = problems;
  if (problem !== undefined || seam === undefined) {
    throw new StageFailure(problem?.message ?? 'Cannot take filters out of this model', {
      hint: `Correct "${problem?.path.join('.')}".`,
    });
  }
  return seam;
}

async function openLaboratory(
  { params, runtime }: StageContext<AblateParams>,
  {
    network: { model },
    splits,
    parts,
  }: {
    readonly network: Network;
    readonly splits: Awaited<ReturnType<typeof readSplits>>;
    readonly parts: Parts;
  },
): Promise<Laboratory> {
  const backend = await openBackend(runtime);
  const measured = splits[params.split];
  const used = params.epochs > 0 ? splits.train : firstOf(splits.train, params.batchSize);
  if (params.epochs > 0 && params.batchSize > used.labels.length) {
    const images = used.labels.length;
    throw new StageFailure(`A batch of ${params.batchSize} images is larger than the training set of ${images}`, {
      hint: `Set batchSize to at most ${images}.`,
    });
  }
  return {
    backend,
    measured: toImageTensors(backend, model, measured),
    labels: measured.labels,
    train: toImageTensors(backend, model, used),
    ...(params.epochs > 0 && params.optimizer && { optimizer: createOptimizer(params.optimizer, parts.optimizers) }),
  };
}

function firstOf(images: LabelledImages, count: number): LabelledImages {
  const size = images.images.length / Math.max(images.labels.length, 1);
  return { ...images, images: images.images.subarray(0, count * size), labels: images.labels.subarray(0, count) };
}

/** The numbers of removed filters at which to measure, ascending. */
function countsOf({ remove, keep }: AblateParams, { filters }: Seam): ReadonlySet<number> {
  const all = Array.from({ length: filters - 1 }, (_, index) => index + 1);
  const wanted = remove?.map((each) => countOf(each, filters)) ?? all;
  const counts = new Set([...wanted, ...(keep === undefined ? [] : [keep.remove])]);
  return new Set([...counts].sort((a, b) => a - b));
}

interface Followed {
  readonly curves: readonly RemovalCurve[];
  /** By `<rule>-<order>/<removed>`. */
  readonly answers: Readonly<Record<string, Given>>;
  readonly kept?: Answered & { readonly removals: RemovalCurve['removals'] };
}

/** Measures a network, and reports how its fine-tuning goes. */
function measured(
  context: StageContext<AblateParams>,
  laboratory: Laboratory,
  { network, turn }: { readonly network: Network; readonly turn: Turn },
): Promise<Answered> {
  const { epochs } = context.params;
  const onTuning = (at: TrainProgress): void => context.progress(tuningProgress(turn, epochs, at));
  return measure(context, laboratory, { network, onTuning });
}

/** What is left of the accuracy of a network. */
function left({ score, tuned }: Answered): Left {
  return { ...score, ...(tuned && { tuned: tuned.score }) };
}

function courseName(rule: Course['rule'], order: number): string {
  return rule === 'random' ? `random order ${order + 1}` : rule;
}

/** Goes all courses, and measures at the counts. */
async function follow(
  context: StageContext<AblateParams>,
  laboratory: Laboratory,
  of: {
    readonly courses: readonly Course[];
    readonly counts: ReadonlySet<number>;
    readonly filters: number;
    readonly whole: Answered;
  },
): Promise<Followed> {
  const { keep } = context.params;
  const most = Math.max(...of.counts);
  const total = of.courses.length * of.counts.size;
  const { filters, whole } = of;
  const curves: RemovalCurve[] = [];
  const answers: Record<string, Given> = {};
  let kept: Followed['kept'];
  let done = 0;
  for (const { rule, order, steps } of of.courses) {
    const removals: RemovalCurve['removals'][number][] = [];
    const points: RemovalCurve['points'][number][] = [];
    const course = { total, rule: courseName(rule, order) };
    context.progress(removalProgress({ ...course, done, removed: 0 }, filters, left(whole)));
    for (const { removal, network } of steps) {
      removals.push(removal);
      const removed = removals.length;
      if (of.counts.has(removed)) {
        const turn = { ...course, done, removed };
        const own = await measured(context, laboratory, { network: network(), turn });
        const point = pointOf(removed, own, whole, laboratory.labels);
        points.push(point);
        answers[`${rule}-${order}/${removed}`] = givenBy(own);
        if (keep?.rule === rule && keep.remove === removed && order === 0) kept = { ...own, removals: [...removals] };
        done += 1;
        context.progress(removalProgress({ ...turn, done }, filters, point));
      }
      if (removed === most) break;
    }
    curves.push({ rule, order, removals, points });
  }
  return { curves, answers, ...(kept && { kept }) };
}

function reportOf(of: {
  readonly params: AblateParams;
  readonly seam: Seam;
  readonly labels: Uint8Array;
  readonly whole: Answered;
  readonly curves: readonly RemovalCurve[];
}): RemovalReport {
  const { params, seam, labels, whole, curves } = of;
  const { parameters, macs, layers } = inferShapes(whole.network.model);
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const tuned = whole.tuned && wholeOf(whole.tuned.score);
  return {
    layer: params.layer,
    type: seam.layer.type,
    filters: seam.filters,
    split: params.split,
    images: labels.length,
    classes: layers.at(-1)?.shape[0] ?? 0,
    chance: Math.max(...counts.values()) / labels.length,
    epochs: params.epochs,
    whole: { ...wholeOf(whole.score), parameters, macs, ...(tuned && { tuned }) },
    curves,
  };
}
