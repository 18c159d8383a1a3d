import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import { inSlices } from '../../engine/core/slices.ts';
import type { Metrics, StageContext } from '../../engine/core/stage.ts';
import { randomOf } from '../../nn/random.ts';
import { writePng } from '../drawing/image.ts';
import { readAutoencoder } from '../formats/codes.ts';
import { writeTable } from '../formats/csv.ts';
import { metadataAt, readSafetensors, tensorAt } from '../formats/safetensors.ts';
import { agreementOf, contingencyOf } from '../statistics/agreement.ts';
import type { Agreement, Contingency } from '../statistics/agreement.ts';
import { kMeans } from '../statistics/k-means.ts';
import type { Clustering, Rows } from '../statistics/k-means.ts';
import type { ClusterParams } from './params.ts';
import { drawClusters } from './picture.ts';
import type { DrawnCluster } from './picture.ts';
import { codeRows, pixelRows, principalRows } from './vectors.ts';
import type { Pixels } from './vectors.ts';

/** Images with their classes, which clustering does not look at. */
interface Labelled extends Pixels {
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

/**
 * Writes `summary` (how well clusters agree with classes), `counts` (a row for each cluster: its images by class, the most frequent
 * class first), `images` (a row for each image: label, cluster, and its class) and `image` (the mean image of each cluster).
 *
 * It runs in the process of the engine, so it computes in slices.
 *
 * @throws StageFailure when the dataset does not fit the autoencoder, or has fewer images than there are clusters
 * @throws Cancelled at the next slice after the signal was aborted
 */
export async function run(context: StageContext<ClusterParams>): Promise<Metrics> {
  const { params } = context;
  const data = await readLabelled(context.input('data').path, params.split);
  const clusters = params.clusters ?? data.classNames.length;
  const count = data.labels.length;
  if (count < clusters) {
    throw new StageFailure(`Cannot make ${clusters} clusters of ${count} ${params.split} images`);
  }
  const { by, rows } = await rowsOf(context, data);
  const found = await cluster(context, rows, clusters);
  const contingency = contingencyOf(found.assignment, data.labels, { clusters, classes: data.classNames.length });
  const agreement = agreementOf(contingency);
  const figures = {
    accuracy: sixDigits(agreement.accuracy),
    purity: sixDigits(agreement.purity),
    nmi: sixDigits(agreement.nmi),
    ari: sixDigits(agreement.ari),
    inertia: sixDigits(found.inertia),
  };
  const { accuracy, nmi, ari } = figures;
  await writeTable(
    context.output('summary'),
    ['split', 'by', 'dimensions', 'clusters', 'images', 'accuracy', 'purity', 'nmi', 'ari', 'inertia', 'rounds'],
    [
      {
        split: params.split,
        by,
        dimensions: rows.size,
        clusters,
        images: count,
        ...figures,
        rounds: found.rounds,
      },
    ],
  );
  await writeCounts(context.output('counts'), contingency, { agreement, names: data.classNames });
  await writeTable(
    context.output('images'),
    ['image', 'label', 'cluster', 'class'],
    Array.from(data.labels, (label, image) => {
      const own = found.assignment[image] as number;
      return { image, label, cluster: own, class: agreement.classOf[own] ?? null };
    }),
  );
  const titles = [
    `${clusters} clusters of ${count} images, by their ${WORDS[by]}`,
    `mean image of each, its most frequent class and that class's share · accuracy ${(100 * accuracy).toFixed(1)} %, mutual information ${nmi.toFixed(2)}, Rand index ${ari.toFixed(2)}`,
  ] as const;
  const sheet = await drawClusters(drawnOf(data, found, contingency), data.shape, titles);
  await writePng(context.output('image'), sheet);
  return { ...figures, clusters, images: count, dimensions: rows.size };
}

/** More digits would only make tables wide. */
function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

const WORDS = { codes: 'codes', pixels: 'pixels', principal: 'principal components' } as const;

async function readLabelled(path: string, split: ClusterParams['split']): Promise<Labelled> {
  const file = await readSafetensors(path);
  const { data: images, shape } = tensorAt(file, `${split}.images`, 'U8');
  const labels = tensorAt(file, `${split}.labels`, 'U8').data;
  const about = metadataAt(file, 'dataset');
  const classes = isObject(about) ? Number(about['classes']) : 0;
  const known = isObject(about) && Array.isArray(about['classNames']) ? (about['classNames'] as string[]) : [];
  const classNames = Array.from({ length: classes }, (_, label) => known[label] ?? String(label));
  return { images, labels, classNames, shape: shape.slice(1) as unknown as Pixels['shape'] };
}

async function rowsOf(
  context: StageContext<ClusterParams>,
  pixels: Pixels,
): Promise<{ readonly by: keyof typeof WORDS; readonly rows: Rows }> {
  const { params, signal } = context;
  const [autoencoder] = context.inputs('autoencoder');
  const by = params.by ?? (autoencoder === undefined ? 'pixels' : 'codes');
  if (by === 'pixels') return { by, rows: pixelRows(pixels) };
  if (by === 'principal') return { by, rows: await inSlices(principalRows(pixels, params.components), signal) };
  if (autoencoder === undefined) throw new StageFailure('There are no codes without an autoencoder');
  const trained = await readAutoencoder(autoencoder.path);
  return { by, rows: await inSlices(codeRows(pixels, trained), signal) };
}

/** The best of several starts, each with a stream of random numbers of its own: more starts keep the first ones. */
async function cluster(context: StageContext<ClusterParams>, rows: Rows, clusters: number): Promise<Clustering> {
  const { starts } = context.params;
  let best: Clustering | undefined;
  for (let start = 0; start < starts; start++) {
    const random = randomOf(context.seed('starts'), start);
    const found = await inSlices(kMeans(rows, { clusters, random }), context.signal);
    if (best === undefined || found.inertia < best.inertia) best = found;
    context.progress({ done: start + 1, total: starts, unit: 'starts' });
  }
  return best as Clustering;
}

async function writeCounts(
  path: string,
  { clusters, classes, counts }: Contingency,
  { agreement, names }: { readonly agreement: Agreement; readonly names: readonly string[] },
): Promise<void> {
  const rows = Array.from({ length: clusters }, (_, own) => {
    const row = counts.subarray(own * classes, (own + 1) * classes);
    const label = agreement.classOf[own];
    return {
      cluster: own,
      images: row.reduce((sum, count) => sum + count, 0),
      class: label === null || label === undefined ? null : (names[label] ?? null),
      ...Object.fromEntries(names.map((name, at) => [`class ${name}`, row[at] ?? 0])),
    };
  });
  await writeTable(path, ['cluster', 'images', 'class', ...names.map((name) => `class ${name}`)], rows);
}

/** What is drawn of each cluster, by its most frequent class and then by size. */
function drawnOf(
  { images, shape, classNames }: Labelled,
  { assignment }: Clustering,
  { clusters, classes, counts }: Contingency,
): readonly DrawnCluster[] {
  const size = shape[0] * shape[1] * shape[2];
  const means = Array.from({ length: clusters }, () => new Float64Array(size));
  for (const [image, own] of assignment.entries()) {
    const mean = means[own] as Float64Array;
    for (let at = 0; at < size; at++) mean[at] = (mean[at] as number) + (images[image * size + at] as number) / 255;
  }
  const drawn = means.map((sum, own) => {
    const row = counts.subarray(own * classes, (own + 1) * classes);
    const total = row.reduce((a, b) => a + b, 0);
    const most = row.reduce((a, b) => Math.max(a, b), 0);
    const label = row.indexOf(most);
    return {
      label,
      mean: sum.map((value) => value / Math.max(1, total)),
      images: total,
      class: classNames[label] ?? '',
      share: total === 0 ? 0 : most / total,
    };
  });
  return drawn.sort((a, b) => a.label - b.label || b.images - a.images);
}
