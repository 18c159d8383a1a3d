import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { diagnosticJson, positionOf, renderDiagnostic, type Diagnostic } from '../../engine/core/diagnostic.ts';
import { readExperiment } from '../../engine/read/read.ts';
import { canonical, type Json } from '../../engine/core/json.ts';
import type { Plan } from '../../engine/core/plan.ts';
import { planExperiment } from '../../engine/plan/plan-experiment.ts';
import { planActions } from '../../engine/plan/planned-actions.ts';
import { checkFileName } from '../../engine/runs/publish.ts';
import type { Registry } from '../../engine/core/stage.ts';
import { registry } from '../../stages/index.ts';
import { dedent } from '../helpers/experiment.ts';
import { spoiledText, spoiledTree } from '../helpers/mutate.ts';
import { frame, toyRegistry } from '../helpers/toy-registry.ts';

// 11,000 files, the same in every run: FUZZ_SEED chooses others, FUZZ_TIMES=10 ten times as many.
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_801);
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 1);
const LONGEST_MS = 2000;
const MINUTES = 300_000 * TIMES;

const folder = fileURLToPath(new URL('../../experiments/', import.meta.url));
const experiments = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => readFileSync(join(folder, name), 'utf8'));

const toys = [
  `
  experiment: toy
  seed: 7
  recipes:
    small: &small { size: $size }
    fixed: { size: 3, taste: salty }
    same: *small
  sweep: { size: [1, 2], heat: [100, 200], repeat: 2 }
  execution: { retries: 1, timeout: 30min }
  steps:
    dough: { stage: make, recipe: small }
    plain: { stage: make, recipe: fixed, times: 2 }
    other: { stage: make, recipe: same }
    cake: { stage: bake, from: dough, heat: $heat }
    all: { stage: gather, cakes: cake, over: [size, heat, repeat], title: '$$money', failure: stop, timeout: 90 }
    pie: { stage: draw, kind: pie, pieces: 3 }
    bar: { stage: draw, kind: bar, cake: cake }
    halves: { stage: split }
    right: { stage: bake, from: halves.right }
  outputs:
    all.csv: { from: all.table, print: true }
    'sub/bar-{size}.png': bar.image
  `,
  `
  experiment: zipped
  sweep:
    zip: [{ size: [1, 2, 3], heat: [100, 200, 300] }]
    which: [a, b]
    exclude: [{ size: 2 }]
    include: [{ size: 9, heat: 10, which: a }]
  recipes: { a: { size: $size }, b: { size: 2 } }
  steps:
    dough: { stage: make, recipe: $which }
    cake: { stage: bake, from: dough, heat: $heat }
    many: { stage: gather, cakes: [cake, cake], over: [size, heat, repeat] }
  `,
].map(dedent);

describe('readExperiment() and planExperiment() never throw, hang or tell without a place', () => {
  test(
    'on 4,500 toy files spoiled as text',
    () => {
      expect(fuzz(spoiledText(toys), 4500, toyRegistry)).toEqual(SOME);
    },
    MINUTES,
  );

  test(
    'on 4,500 toy files spoiled as trees',
    () => {
      const trees = toys.map((text) => parse(text) as Json);
      expect(fuzz(spoiledTree(trees), 4500, toyRegistry)).toEqual(SOME);
    },
    MINUTES,
  );

  test(
    'on 2,000 spoiled experiments',
    () => {
      const trees = experiments.map((text) => parse(text) as Json);
      const files = fc.oneof(spoiledText(experiments), spoiledTree(trees));
      expect(fuzz(files, 2000, registry)).toEqual(SOME);
    },
    MINUTES,
  );
});

/** Files that are all refused at the first letter would prove little, and so would files that are nearly all right. */
const SOME = { enoughAccepted: true, enoughRefused: true };

function fuzz(files: fc.Arbitrary<string>, runs: number, known: Registry): typeof SOME {
  let accepted = 0;
  fc.assert(
    fc.property(files, (text) => {
      const started = process.cpuUsage();
      const { plan, diagnostics } = readAndPlan(text, known);
      // Time of this process only: a machine that is busy with other things must not fail the test.
      const tookMs = process.cpuUsage(started).user / 1000;
      const faults = diagnostics.flatMap((diagnostic) => faultsOf(diagnostic, text));
      if (plan !== undefined) {
        accepted += 1;
        faults.push(...faultsOfPlan(plan));
      } else if (diagnostics.length === 0) faults.push('refused without a diagnostic');
      if (tookMs > LONGEST_MS) faults.push(`took ${tookMs} ms`);
      if (faults.length > 0) throw new Error(faults.join('\n'));
    }),
    { seed: SEED, numRuns: runs * TIMES },
  );
  const all = runs * TIMES;
  return { enoughAccepted: accepted > all / 50, enoughRefused: accepted < all * 0.7 };
}

function readAndPlan(
  text: string,
  known: Registry,
): { readonly plan?: Plan | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const read = readExperiment({ file: FILE, text }, { registry: known, frame });
  if (read.experiment === undefined) return { diagnostics: read.diagnostics };
  const planned = planExperiment(read.experiment, { registry: known, runtime: { backend: 'portable', threads: 1 } });
  const diagnostics = [...read.diagnostics, ...planned.diagnostics];
  return { plan: diagnostics.length === 0 ? planned.plan : undefined, diagnostics };
}

const FILE = 'spoiled.yaml';
const HEAD = /^spoiled\.yaml:\d+:\d+ {2}\S/;
// oxlint-disable-next-line no-control-regex -- they are what must not be there
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** What is wrong with a diagnostic: it must stand in the file, and be fit for a terminal. */
function faultsOf(diagnostic: Diagnostic, text: string): string[] {
  const faults: string[] = [];
  const { source, start, end } = diagnostic.at;
  if (source.file !== FILE || source.text !== text) faults.push('of another file');
  if (!(start >= 0 && start <= text.length && end >= Math.min(start + 1, text.length) && end <= text.length + 1))
    faults.push(`from ${start} to ${end} of ${text.length}`);
  const { line, column } = positionOf(source, start);
  const found = text.split('\n')[line - 1];
  if (found === undefined || column < 1 || column > found.length + 1) faults.push(`at line ${line}, column ${column}`);
  const rendered = renderDiagnostic(diagnostic);
  if (!HEAD.test(rendered)) faults.push('without its place');
  if (CONTROL.test(rendered)) faults.push('with control characters');
  if (rendered.length > 5000) faults.push(`of ${rendered.length} characters`);
  const json = diagnosticJson(diagnostic);
  if (json.file !== FILE || json.line !== line || json.column !== column) faults.push('with another place as JSON');
  return faults.map((fault) => `${fault}: ${diagnostic.message}`);
}

/** What a plan that was accepted is not good for, whatever the file says. */
function faultsOfPlan(plan: Plan): readonly string[] {
  const faults: string[] = [];
  const before = new Set<string>();
  for (const step of plan.steps) {
    const links = Object.values(step.inputs).flat();
    for (const link of links) if (!before.has(link.step)) faults.push(`${step.id} stands before ${link.step}`);
    if (before.has(step.id)) faults.push(`${step.id} stands twice`);
    before.add(step.id);
  }
  // What keys, records and the run's folder are made of: these throw where they cannot be.
  canonical(plan.source);
  for (const output of plan.outputs) checkFileName(output.file);
  const code = Object.fromEntries(plan.steps.map(({ stage }) => [stage.name, { digest: stage.name }]));
  const actions = planActions(plan, {
    records: { get: () => undefined },
    objects: { has: () => false },
    facts: { code, rules: 'r', runtime: {}, fileDigest: () => null },
    earlier: () => [],
  });
  if (actions.size !== plan.steps.length) faults.push(`${actions.size} actions of ${plan.steps.length}`);
  return faults;
}
