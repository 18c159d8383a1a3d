import { basename, isAbsolute } from 'node:path';
import { isObject, type Json } from '../core/json.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { artifactName, badgeOf, type Verification } from '../runs/verification.ts';
import type { Fact, ReportDocument, ReportStep, Verified } from './model.ts';
import { leaves } from './steps.ts';
import type { Sources } from './sources.ts';

/** The experiment file as the user named it; of an absolute path, which may tell who they are, the last part. */
export function fileOf({ file }: RunRecord): string {
  return isAbsolute(file) ? basename(file) : file;
}

/** What results depend on beside the file. The name of the machine is left out: a report is handed to others. */
export function environmentOf(sources: Sources, steps: readonly ReportStep[]): ReportDocument['environment'] {
  const { run, version, terms } = sources;
  const host = isObject(run.host) ? run.host : {};
  const machine = ['system', 'architecture', 'processor', 'cores', 'memoryBytes', 'node'].flatMap((name): Fact[] => {
    const value = host[name];
    if (value === undefined || value === null) return [];
    return [name === 'memoryBytes' ? ['memory', `${Math.round(Number(value) / 1e9)} GB`] : [name, text(value)]];
  });
  const seeds = [...new Set(steps.flatMap(({ seed }) => (seed === undefined ? [] : [String(seed)])))];
  const groups: ReportDocument['environment'] = [
    { title: 'Machine', facts: machine },
    {
      title: 'Numbers',
      facts: [
        ...leaves(run.runtime as unknown as Json),
        ['seed of the file', String(run.seed)],
        ...(seeds.length > 0 ? [['seeds of the steps', shortList(seeds)] as const] : []),
      ],
    },
    {
      title: 'Versions',
      facts: [
        ['assay', version],
        ...(run.git === undefined ? [] : [['commit', run.git] as const]),
        ...packagesOf(steps),
      ],
    },
    { title: 'Data', facts: datasetsOf(run, terms) },
  ];
  return groups.filter(({ facts }) => facts.length > 0);
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shortList(items: readonly string[], most = 12): string {
  return `${items.slice(0, most).join(', ')}${items.length > most ? ` and ${items.length - most} more` : ''}`;
}

function packagesOf(steps: readonly ReportStep[]): readonly Fact[] {
  const found = steps.flatMap(({ code }) => code.filter(([name]) => name.startsWith('packages')));
  const named = found.map(([name, value]): Fact => [name.replace(/^packages[.[]?["']?|["']?\]?$/g, ''), value]);
  return [...new Map(named).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}

function datasetsOf(run: RunRecord, terms: Sources['terms']): readonly Fact[] {
  return datasetSources(run).map(([name, kind]) => {
    const known = Object.hasOwn(terms, kind) ? terms[kind] : undefined;
    return [name, `${kind}, ${known === undefined ? 'licence unknown to Assay' : `licence: ${known.licence}`}`];
  });
}

/** The datasets of a run's file, each with its source. */
export function datasetSources({ source }: RunRecord): readonly (readonly [name: string, source: string])[] {
  const datasets = isObject(source['datasets']) ? Object.entries(source['datasets']) : [];
  return datasets.map(([name, value]) => [
    name,
    isObject(value) && typeof value['source'] === 'string' ? value['source'] : '?',
  ]);
}

/** What became of the verifications of a run. */
export function verifiedOf(run: RunRecord, verifications: readonly Verification[]): Verified {
  const badge = badgeOf(run, verifications);
  const lines = verifications.map(verificationLine);
  if (badge === undefined) return { summary: 'not verified yet', good: false, lines };
  const { same, within, different, of } = badge;
  const parts = [
    `${same + within} of ${of} artifacts verified`,
    ...(within > 0 ? [`${within} of them within tolerance`] : []),
    ...(different > 0 ? [`${different} differ`] : []),
  ];
  return { summary: parts.join(', '), good: different === 0 && same + within > 0, lines };
}

function verificationLine({ at, artifacts, sample, conditions }: Verification): string {
  const count = (outcome: string): number => artifacts.filter((each) => each.outcome === outcome).length;
  const first = artifacts.find(({ outcome }) => outcome === 'different');
  const [within, different] = [count('within'), count('different')];
  return [
    `${at}: ${count('same')} of ${artifacts.length} artifacts the same`,
    ...(within > 0 ? [`${within} within tolerance`] : []),
    ...(first === undefined ? [] : [`${different} different, the first ${artifactName(first)}`]),
    ...(sample === undefined ? [] : [`${sample.count} of ${sample.of} steps, sampled with seed ${sample.seed}`]),
    ...(conditions === undefined ? [] : [`with ${conditions.join(', ')}`]),
  ].join('; ');
}

/** Lines for a shell that run the experiment again and compare. */
export function rerunLines(run: RunRecord): readonly string[] {
  const file = shellWord(fileOf(run));
  const commit = run.git !== undefined && /^[0-9a-f]{7,64}$/.test(run.git) ? [`git checkout ${run.git}`] : [];
  return [...commit, `assay run ${file}`, `assay verify ${file} --run ${run.number}`];
}

/** A word for a shell, quoted where that is needed. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** How to cite a run and its data: a line, an entry for BibTeX, and the publications of the datasets. */
export function citationOf(
  run: RunRecord,
  { version, terms }: Pick<Sources, 'version' | 'terms'>,
): ReportDocument['cite'] {
  const date = run.startedAt.slice(0, 10);
  const commit = run.git === undefined ? '' : `, commit ${run.git.slice(0, 12)}`;
  const name = run.experiment.replaceAll(/[^\p{L}\p{N} _.-]/gu, ' ');
  return {
    text: `Experiment ${name}, run ${run.number} (${date})${commit}. Made with Assay ${version}.`,
    bibtex: [
      `@misc{${run.experiment.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${run.number},`,
      `  title = {Experiment ${name}, run ${run.number}},`,
      `  year = {${date.slice(0, 4)}},`,
      `  note = {${date}${commit}; made with Assay ${version}}`,
      '}',
    ].join('\n'),
    data: [...new Set(datasetSources(run).map(([, source]) => source))].flatMap((source) => {
      const known = Object.hasOwn(terms, source) ? terms[source] : undefined;
      return known === undefined ? [] : [`${source}: ${known.cite}.`];
    }),
  };
}
