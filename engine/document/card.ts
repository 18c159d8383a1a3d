import type { Json, JsonObject } from '../core/json.ts';
import { isObject } from '../core/json.ts';
import type { ArtifactRef, StepRecord } from '../core/record.ts';
import type { RunRecord, RunStep } from '../runs/run-record.ts';
import { citationOf, fileOf, rerunLines } from './provenance.ts';
import { sourceText } from './source-text.ts';
import type { Sources } from './sources.ts';

/** What a card is written of: one artifact of a step of a run. */
export interface CardSources extends Pick<Sources, 'recordOf' | 'terms' | 'version'> {
  readonly run: RunRecord;
  readonly step: RunStep;
  readonly port: string;
  readonly record: StepRecord;
  readonly artifact: ArtifactRef;
  /** The format in which it was exported. */
  readonly format: string;
  /** What the format says of the artifact, as Markdown. */
  readonly about: string;
}

/** The README.md beside an exported artifact: what it is, what it was made of and how, what was measured, licences, how to cite it. */
export function artifactCard(sources: CardSources): string {
  const { run, step, port, format, about, version } = sources;
  const description = run.source['description'];
  const question = typeof description === 'string' ? `\n> ${description.trim().replaceAll(/\s*\n\s*/g, ' ')}\n` : '';
  return `---
tags: [assay, ${format}]
---

# ${step.id} of ${run.experiment}

The ${port} that the step \`${step.id}\` of the experiment \`${run.experiment}\` made, from run ${run.number}, exported as ${format} by Assay ${version}.
${question}
${about}

${measured(sources)}
${made(sources)}
${data(sources)}
${cite(sources)}`;
}

/** Metrics of the step and of those that used the artifact. */
function measured({ run, step, artifact, recordOf }: CardSources): string {
  const users = run.steps.filter(({ id, key }) => {
    const inputs = key === undefined || id === step.id ? undefined : recordOf(key)?.fingerprint.inputs;
    return Object.values(inputs ?? {}).some((links) => links.some(({ digest }) => digest === artifact.digest));
  });
  const rows = [step, ...users].flatMap(({ id, metrics = {} }) =>
    Object.entries(metrics).map(([name, value]) => `| ${cell(id)} | ${cell(name)} | ${cell(value)} |`),
  );
  if (rows.length === 0) return '';
  return `## What was measured

| step | metric | value |
|---|---|---|
${rows.join('\n')}
`;
}

function made(sources: CardSources): string {
  const { run, step, record, artifact } = sources;
  const { params, seed } = record.fingerprint;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['experiment', `${run.experiment}, run ${run.number}, file \`${fileOf(run)}\``],
    ['step', `${step.id}, stage ${step.stage}`],
    ['key', `\`${record.key}\``],
    ['artifact', `\`${artifact.digest}\`, ${artifact.bytes} bytes`],
    ['seed', seed === undefined ? undefined : String(seed)],
    ['when', `${record.startedAt}, ${(record.durationMs / 1000).toFixed(1)} s`],
    ['commit', run.git],
    ['computed by', record.fingerprint.runtime && leaves(record.fingerprint.runtime)],
  ];
  const rows = facts.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${cell(value)} |`]));
  const before = upstream(sources).map(({ id, stage, key }) => `- \`${id}\` (${stage}), key \`${key ?? ''}\``);
  return `## How it was made

| | |
|---|---|
${rows.join('\n')}

With these parameters:

\`\`\`yaml
${sourceText(params).trimEnd()}
\`\`\`
${before.length === 0 ? '' : `\nOut of the results of these steps, the nearest first:\n\n${before.join('\n')}\n`}
To make it again and compare:

\`\`\`sh
${rerunLines(run).join('\n')}
\`\`\`
`;
}

/** The datasets that it was made of, with what may be done with them. */
function data(sources: CardSources): string {
  const records = [sources.record, ...upstream(sources).flatMap(({ key }) => (key ? [sources.recordOf(key)] : []))];
  const used = records.flatMap((record) => {
    const dataset = record?.fingerprint.params['dataset'];
    return isObject(dataset) && typeof dataset['source'] === 'string'
      ? [{ ...dataset, source: dataset['source'] }]
      : [];
  });
  const lines = used.map(({ source, ...settings }) => {
    const known = Object.hasOwn(sources.terms, source) ? sources.terms[source] : undefined;
    const told = Object.keys(settings).length === 0 ? '' : ` (${leaves(settings)})`;
    return known === undefined
      ? `- **${source}**${told}: licence unknown to Assay`
      : `- **${source}**${told}: ${known.licence}. ${known.cite}`;
  });
  return `## Data and licences

${lines.length === 0 ? 'No dataset that Assay knows of.' : lines.join('\n')}

Nobody has stated a licence of this artifact itself: add one before you publish it.
`;
}

function cite({ run, version, terms }: CardSources): string {
  const { text, bibtex } = citationOf(run, { version, terms });
  return `## How to cite it

${text}

\`\`\`bibtex
${bibtex}
\`\`\`
`;
}

/** The steps of the run whose results it was made of, the nearest first. */
function upstream({ run, step, record, recordOf }: CardSources): readonly RunStep[] {
  const makers = new Map(
    run.steps.flatMap((each) => Object.values(each.outputs ?? {}).map(({ digest }) => [digest, each] as const)),
  );
  const found = new Set<RunStep>();
  const visit = ({ fingerprint }: StepRecord): void => {
    const near = Object.values(fingerprint.inputs)
      .flat()
      .flatMap(({ digest }) => makers.get(digest) ?? [])
      .filter((each) => each.id !== step.id && !found.has(each));
    for (const each of near) found.add(each);
    for (const { key } of near) {
      const next = key === undefined ? undefined : recordOf(key);
      if (next !== undefined) visit(next);
    }
  };
  visit(record);
  return [...found];
}

/** `a 1, b.c 2`. */
function leaves(value: JsonObject, path = ''): string {
  return Object.entries(value)
    .map(([name, each]) => (isObject(each) ? leaves(each, `${path}${name}.`) : `${path}${name} ${plain(each)}`))
    .join(', ');
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text inside one cell of a table. */
function cell(value: string | number): string {
  return String(value)
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
