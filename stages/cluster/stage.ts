import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { readSchema } from '../../schema/read.ts';
import { numberSpan, numbersIn, percentSpan } from '../statistics/span.ts';
import { knownDataset } from '../training/model-facts.ts';
import type { ClusterParams } from './params.ts';

const SUMMARY_WORDS: Readonly<Record<string, string>> = {
  split: 'the part of the dataset',
  by: 'what images are clustered by',
  dimensions: 'how many numbers that is for an image',
  clusters: 'how many clusters there are',
  images: 'how many images',
  accuracy: 'the share of images in a cluster of their class, if each cluster stands for one class',
  purity: 'the share of images of the most frequent class of their cluster',
  nmi: 'normalised mutual information of clusters and classes: 0 independent, 1 the same',
  ari: 'adjusted Rand index: 0 on average by chance, 1 the same',
  inertia: 'the sum of the squared distances to the centers of clusters',
  rounds: 'how often images were assigned until nothing changed',
};

export const cluster: Stage = defineStage<ClusterParams>({
  name: 'cluster',
  schema: readSchema('stages/cluster'),
  outputs: {
    summary: { kind: 'table', extension: 'csv', columns: SUMMARY_WORDS },
    counts: { kind: 'table', extension: 'csv' },
    images: { kind: 'table', extension: 'csv' },
    image: { kind: 'image', extension: 'png' },
  },
  determinism: 'bitwise',
  seeded: true,
  numeric: false,
  isolated: false,
  infer,
  lead,
  load: () => import('./run.ts'),
});

function infer(params: ClusterParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const known = knownDataset(inputs);
  const problems: Problem[] = [];
  const complain = (field: string, message: string, ...notes: string[]): void => {
    problems.push({ path: [field], message, notes });
  };
  const hasCodes = inputs['autoencoder'] !== undefined;
  if (params.by === 'codes' && !hasCodes) {
    complain('by', 'There are no codes without an autoencoder', 'Name the step that trains one in "autoencoder"');
  }
  if (params.by !== undefined && params.by !== 'codes' && hasCodes) {
    complain(
      'autoencoder',
      `Clusters by ${params.by === 'pixels' ? 'pixels' : 'principal components'} need no autoencoder`,
    );
  }
  const images = known[params.split];
  if (images === 0) complain('split', `The dataset has no ${params.split} images`);
  const clusters = params.clusters ?? known.classes;
  if (images !== undefined && images > 0 && clusters !== undefined && clusters > images) {
    complain(
      params.clusters === undefined ? 'split' : 'clusters',
      `Cannot make ${clusters} clusters of ${images} ${params.split} images`,
    );
  }
  const pixels = known.shape?.reduce((product, side) => product * side, 1);
  if (params.by === 'principal' && pixels !== undefined && params.components > pixels) {
    complain('components', `There are at most ${pixels} principal components: an image has ${pixels} values`);
  }
  return { problems };
}

function lead(findings: readonly Finding[]): readonly string[] {
  const [accuracy, nmi] = [percentSpan(numbersIn(findings, 'accuracy')), numberSpan(numbersIn(findings, 'nmi'))];
  const clusters = numberSpan(numbersIn(findings, 'clusters'));
  if (accuracy === undefined || nmi === undefined || clusters === undefined) return [];
  return [
    `${clusters} clusters that were told no class put ${accuracy} of the images with their own (normalised mutual information ${nmi}).`,
  ];
}
