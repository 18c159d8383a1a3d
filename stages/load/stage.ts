import { readSchema } from '../../schema/read.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Inference, Problem, Stage } from '../../engine/core/stage.ts';
import { countSplits, MAX_DATASET_BYTES } from './counts.ts';
import type { SplitCounts, Validation } from './counts.ts';
import { isBuiltIn, sourceOf, SOURCES } from './sources/index.ts';
import type { Dataset, Source } from './sources/index.ts';
import type { Facts } from './sources/kind.ts';

export interface LoadParams {
  readonly dataset: Dataset;
}

/** Reads the sources that come with Assay. */
export const load: Stage = loadFrom(SOURCES);

/** The stage `load` for these sources. The code of one that does not come with Assay is known as `load/<source>`. */
export function loadFrom(sources: readonly Source[]): Stage {
  return defineStage<LoadParams>({
    name: 'load',
    schema: readSchema('stages/load'),
    outputs: { dataset: { kind: 'dataset', extension: 'safetensors' } },
    determinism: 'bitwise',
    seeded: false,
    numeric: false,
    isolated: false,
    files: ({ dataset }) => sourceOf(dataset, sources).files(dataset),
    infer: ({ dataset }) => infer(dataset, sourceOf(dataset, sources)),
    code: ({ dataset }) => (isBuiltIn(dataset) ? ['load'] : ['load', sourceCode(dataset.source)]),
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, sources) };
    },
  });
}

/** The name of the code of a pack's source. */
export function sourceCode(source: string): string {
  return `load/${source}`;
}

/** What is known of a dataset before its files are read; what is not is left out. */
interface Known {
  readonly name: string;
  readonly shape?: readonly number[];
  readonly classes?: number;
  readonly counts?: SplitCounts;
}

/**
 * Inference of `dataset`: `{ name, shape?: [height, width, channels], classes?, train?, validation?, test? }`, the last three
 * in images. Of the user's own files only what the entry says is known; with `only`, the counts are not.
 */
function infer(dataset: Dataset, source: Source): Inference {
  const facts = source.facts(dataset);
  const own = (source.check?.(dataset) ?? []).map((each): Problem => ({ ...each, path: ['dataset', ...each.path] }));
  const known = knownOf(dataset, facts);
  const { counts, ...about } = known;
  const problems = [...own, ...problemsOf(dataset, facts, known)];
  return { outputs: { dataset: { ...about, ...counts } }, ...(problems.length > 0 && { problems }) };
}

function knownOf(dataset: Dataset, { name, channels, counts, ...facts }: Facts): Known {
  const classes = dataset.only?.length ?? facts.classes;
  const size = dataset.resize?.size ?? facts.size;
  return {
    name,
    ...(size && { shape: [...size, channels] }),
    ...(classes !== undefined && { classes }),
    ...(counts && dataset.only === undefined && { counts: countSplits(counts, dataset) }),
  };
}

function problemsOf(dataset: Dataset, facts: Facts, { shape = [], counts }: Known): readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (path: readonly (string | number)[], message: string): void => {
    problems.push({ path: ['dataset', ...path], message });
  };
  for (const part of ['train', 'test'] as const) {
    const wanted = dataset.limit?.[part];
    const there = facts.counts?.[part];
    if (there !== undefined && wanted !== undefined && wanted > there) {
      complain(['limit', part], `Cannot take ${wanted} ${part} images: ${facts.name} has ${there}`);
    }
  }
  for (const [index, label] of (dataset.only ?? []).entries()) {
    if (facts.classes === undefined || label < facts.classes) continue;
    complain(['only', index], `Unknown class ${label}: ${facts.name} has classes 0 to ${facts.classes - 1}`);
  }
  const { folds } = dataset.validation;
  for (const [field, message] of foldProblems(dataset.validation)) complain(['validation', field], message);
  if (counts !== undefined && folds !== undefined && counts.train + counts.validation < folds) {
    complain(
      ['validation', 'folds'],
      `${folds} folds of ${counts.train + counts.validation} images: some would be empty`,
    );
  } else if (counts?.train === 0) {
    const message = `No training images are left: all ${counts.validation} are held out for validation`;
    complain(['validation', 'fraction'], message);
  }
  const images = counts === undefined ? 0 : counts.train + counts.validation + counts.test;
  const bytes = shape.reduce((product, size) => product * size, images);
  if (bytes > MAX_DATASET_BYTES) {
    const path = dataset.resize === undefined ? [] : ['resize', 'size'];
    const message = `The dataset would take ${(bytes / 1e9).toFixed(1)} GB, more than the ${(MAX_DATASET_BYTES / 1e9).toFixed(1)} GB of one file`;
    problems.push({
      path: ['dataset', ...path],
      message,
      notes: ['Take fewer images with "limit", or make them smaller'],
    });
  }
  return problems;
}

/** What is wrong with folds, by the setting to blame. */
function foldProblems({ fraction, folds, fold }: Validation): readonly (readonly [string, string])[] {
  if (folds === undefined && fold === undefined) return [];
  if (folds === undefined) return [['fold', 'Missing "folds": "fold" says which of them to hold out']];
  if (fold === undefined)
    return [['folds', `Missing "fold": say which of the ${folds} folds to hold out, 0 to ${folds - 1}`]];
  const problems: (readonly [string, string])[] = [];
  if (fold >= folds) problems.push(['fold', `There is no fold ${fold}: the ${folds} folds are 0 to ${folds - 1}`]);
  if (fraction !== undefined)
    problems.push(['fraction', 'With folds, one of them is held out: leave out "fraction", or the folds']);
  return problems;
}
