import type { StageContext } from '../../engine/core/stage.ts';
import { isObject } from '../../engine/core/json.ts';
import type { LayerKinds } from '../../nn/layers/index.ts';
import { keepFilters } from '../../nn/removal.ts';
import type { Seam } from '../../nn/removal.ts';
import { modelOf, weightsOf, writeModel } from '../formats/model.ts';
import type { Compared, Removal, RemovalReport } from '../formats/removal-report.ts';
import { metadataAt, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor, TensorFile } from '../formats/safetensors.ts';
import { writeTable } from '../formats/csv.ts';
import type { Answered, Given } from './measure.ts';
import type { AblateParams } from './stage.ts';

const COLUMNS = [
  'rule',
  'order',
  'removed',
  'filters',
  'parameters',
  'macs',
  'correct',
  'accuracy',
  'loss',
  'onlyWhole',
  'onlySmaller',
  'p',
] as const;
const TUNED = ['tunedCorrect', 'tunedAccuracy', 'tunedLoss', 'tunedOnlyWhole', 'tunedOnlySmaller', 'tunedP'] as const;

/** Writes a row for each smaller network, after one for the whole. */
export async function writeRemovalTable(
  path: string,
  { filters, epochs, whole, curves }: RemovalReport,
): Promise<void> {
  const none = { onlyWhole: 0, onlySmaller: 0, p: 1 };
  const { tuned: _, ...size } = whole;
  const first = { rule: 'whole', order: 0, removed: 0, filters, ...size, ...none };
  const rows = curves.flatMap(({ rule, order, points }) =>
    points.map((point) => ({ rule, order, filters: filters - point.removed, ...point, ...tunedCells(point.tuned) })),
  );
  await writeTable(path, epochs > 0 ? [...COLUMNS, ...TUNED] : COLUMNS, [
    { ...first, ...tunedCells(whole.tuned && { ...whole.tuned, ...none }) },
    ...rows,
  ]);
}

function tunedCells(tuned: Compared | undefined): Record<(typeof TUNED)[number], number | null> {
  return {
    tunedCorrect: tuned?.correct ?? null,
    tunedAccuracy: tuned?.accuracy ?? null,
    tunedLoss: tuned?.loss ?? null,
    tunedOnlyWhole: tuned?.onlyWhole ?? null,
    tunedOnlySmaller: tuned?.onlySmaller ?? null,
    tunedP: tuned?.p ?? null,
  };
}

/**
 * Writes the class that each network gave to each image, uint8 `[images]`: `whole`, `<rule>-<order>/<removed>`, the same with
 * `/tuned` after fine-tuning, and the true ones, `labels`.
 */
export async function writeAnswers(
  path: string,
  { labels, answers }: { readonly labels: Uint8Array; readonly answers: Readonly<Record<string, Given>> },
): Promise<void> {
  const tensors: Record<string, Tensor> = { labels: classes(labels) };
  for (const [name, { untuned, tuned }] of Object.entries(answers)) {
    tensors[name] = classes(untuned);
    if (tuned !== undefined) tensors[`${name}/tuned`] = classes(tuned);
  }
  await writeSafetensors(path, tensors);
}

function classes(data: Uint8Array): Tensor {
  return { dtype: 'U8', shape: [data.length], data };
}

/**
 * Writes the smaller network that is kept, as any `model`: its initial weights are those that the whole network was trained
 * from, of the filters that are left; its final ones are fine-tuned where there is fine-tuning.
 */
export async function writeKept(
  context: StageContext<AblateParams>,
  of: {
    readonly file: TensorFile;
    readonly seam: Seam;
    readonly kinds: LayerKinds;
    readonly kept: Answered & { readonly removals: readonly Removal[] };
    readonly labels: Uint8Array;
  },
): Promise<void> {
  const { file, seam, kept, labels } = of;
  const { network, logits } = kept.tuned ?? kept;
  const gone = new Set(kept.removals.map(({ filter }) => filter));
  const left = Array.from({ length: seam.filters }, (_, filter) => filter).filter((filter) => !gone.has(filter));
  const model = modelOf(file, of.kinds);
  const before = keepFilters({ model, weights: weightsOf(file, model, 'initial') }, seam, left);
  const training = file.metadata.has('training') ? metadataAt(file, 'training') : {};
  const epochs = isObject(training) ? Number(training['epochs'] ?? 0) : 0;
  await writeModel(context.output('model'), {
    model: network.model,
    initial: before.weights,
    final: network.weights,
    training: { epochs: epochs + context.params.epochs, kept: [] },
  });
  const { split } = context.params;
  await writeSafetensors(context.output('predictions'), {
    [`${split}.logits`]: { dtype: 'F32', shape: [labels.length, logits.length / labels.length], data: logits },
    [`${split}.labels`]: classes(labels),
  });
}
