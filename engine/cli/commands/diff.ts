import { defineCommand, type BlankCommand, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { UsageError } from '../../core/failure.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Fingerprint } from '../../core/record.ts';
import type { Point } from '../../core/stage.ts';
import type { RunRecord, RunStep } from '../../runs/run-record.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { compareJson, type Difference } from '../../core/json-difference.ts';
import { showValue } from '../shown-value.ts';
import { compareFingerprints, diffKeys } from '../diff-keys.ts';
import { EXIT, renderTable, type Terminal } from '../output.ts';
import { experimentName, findRun, isRunNumber, runAt } from '../references.ts';
import { withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<first>', 'experiment (its name or file) or EXPERIMENT@RUN; with --keys, EXPERIMENT@RUN:STEP or a key')
    .argument('<second>', 'number of a run, or whatever <first> accepts')
    .argument('[third]', 'number of the other run (default: the newest)')
    .option('--keys', 'compare what went into two keys', false)
    .addOption(storeOption())
    .addOption(jsonOption());

type DiffOptions = OptionsOf<typeof declare>;

/**
 * `assay diff EXPERIMENT A [B]`: compares two runs: their files, steps, metrics and artifacts.
 * `assay diff EXPERIMENT[@RUN] EXPERIMENT[@RUN]`: compares two experiments. Steps are matched by id and compared by their
 * parameters, because two files may say the same thing in two ways.
 * `assay diff --keys A B`: compares what went into two keys.
 */
export const diff = defineCommand({
  declare,
  help: `Examples:
  assay diff quickstart 1 2                     two runs: file, metrics, artifacts
  assay diff quickstart 1 latest --json
  assay diff classifier mlp                     the newest runs of two experiments, steps matched by id
  assay diff quickstart@1 experiments/tiny.yaml@3
  assay diff --keys quickstart@1:training quickstart@2:training
  assay diff --keys 'tiny:training[filters=6]' 'tiny:training[filters=8]'
  assay diff --keys 3f09af1c55f8 88069d83b592   keys, or their first digits, from "assay show --step"`,
  async run(first, second, third, options, { terminal }) {
    if (!options.keys) return diffRuns([first, second, third], options, terminal);
    if (third !== undefined) throw new UsageError(`Expected two keys, found a third argument "${third}"`);
    return diffKeys([first, second], options, terminal);
  },
});

async function diffRuns(
  [first, second, third]: readonly [string, string, string | undefined],
  options: DiffOptions,
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, async (store) => {
    const [a, b] = isRunNumber(second)
      ? await runsOf(store, first, second, third ?? 'latest')
      : [await runAt(store, first), await runAt(store, second)];
    if (third !== undefined && !isRunNumber(second))
      throw new UsageError(`Expected two runs, found a third argument "${third}"`, {
        hint: 'Write assay diff quickstart 1 2, or assay diff quickstart@1 first-layer@2.',
      });
    const differences = compareRuns(a, b, store);
    const experiments = { a: a.experiment, b: b.experiment };
    if (options.json) terminal.out(JSON.stringify({ experiments, a: a.number, b: b.number, ...differences }, null, 2));
    else terminal.out(renderDifferences(a, b, differences, terminal.columns));
    return EXIT.done;
  });
}

async function runsOf(
  store: DiskStore,
  experiment: string,
  a: string,
  b: string,
): Promise<readonly [RunRecord, RunRecord]> {
  const name = await experimentName(experiment);
  return [findRun(store, name, a), findRun(store, name, b)];
}

/** In what one step differs, or all instances of a step: then `id` and `point` are absent. */
export interface StepDifference extends Difference {
  readonly id?: string;
  readonly name: string;
  readonly point?: Point;
}

/** What differs between two runs, each part in the order of the first run. */
export interface RunDifferences {
  /** The files, after overrides. */
  readonly file: readonly Difference[];
  /** Only for two experiments: the fingerprints of steps that both have, without inputs and code. */
  readonly parameters?: readonly StepDifference[];
  /** Outcomes of steps that have a result in only one of the runs. */
  readonly steps: readonly StepDifference[];
  /** Metrics of the steps that both have. */
  readonly metrics: readonly StepDifference[];
  readonly artifacts: readonly StepDifference[];
}

function compareRuns(a: RunRecord, b: RunRecord, store: DiskStore): RunDifferences {
  const others = new Map(b.steps.map((step) => [step.id, step]));
  const known = new Set(a.steps.map((step) => step.id));
  const pairs = a.steps.flatMap((step): readonly Pair[] => {
    const other = others.get(step.id);
    return other?.outputs === undefined || step.outputs === undefined ? [] : [{ a: step, b: other }];
  });
  const matched = new Set(pairs.map((pair) => pair.a.id));
  const alone = [...a.steps, ...b.steps.filter((step) => !known.has(step.id))].filter(({ id }) => !matched.has(id));
  const actionIn = (run: RunRecord, id: string): Json | undefined => run.steps.find((step) => step.id === id)?.action;
  return {
    file: compareJson(sourceOf(a), sourceOf(b), []),
    ...(a.experiment !== b.experiment && { parameters: compareParameters(pairs, store) }),
    steps: alone
      .map((step) => ({ ...placeOf(step), what: step.id, a: actionIn(a, step.id), b: actionIn(b, step.id) }))
      .filter((row) => row.a !== row.b),
    metrics: pairs.flatMap(({ a: { metrics = {}, ...step }, b: other }) =>
      differencesOf(step, metrics, other.metrics ?? {}),
    ),
    artifacts: pairs.flatMap(({ a: step, b: other }) => differencesOf(step, digests(step), digests(other))),
  };
}

type Place = Pick<RunStep, 'id' | 'name' | 'point'>;

function placeOf({ id, name, point }: Place): Place {
  return { id, name, point };
}

/** In what something of a step differs. */
function differencesOf(step: Place, a: JsonObject, b: JsonObject): readonly StepDifference[] {
  return compareJson(a, b, [step.id]).map((difference) => ({ ...placeOf(step), ...difference }));
}

/** A step with a result in both runs. */
interface Pair {
  readonly a: RunStep;
  readonly b: RunStep;
}

function sourceOf(run: RunRecord): JsonObject {
  return { ...run.source, runtime: run.runtime as unknown as Json };
}

function digests(step: RunStep): JsonObject {
  return Object.fromEntries(Object.entries(step.outputs ?? {}).map(([port, ref]) => [port, ref.digest.slice(0, 19)]));
}

/** Differences in parameters. One that all instances of a step share appears once, under the step's name. */
function compareParameters(pairs: readonly Pair[], store: DiskStore): readonly StepDifference[] {
  const fingerprintOf = (step: RunStep): Fingerprint | undefined =>
    step.key === undefined ? undefined : store.records.get(step.key)?.fingerprint;
  const groups = new Map<string, { instances: number; found: Map<string, { steps: Place[]; field: Difference }> }>();
  for (const pair of pairs) {
    const [a, b] = [fingerprintOf(pair.a), fingerprintOf(pair.b)];
    if (a === undefined || b === undefined) continue;
    const { name } = pair.a;
    const group = groups.get(name) ?? { instances: 0, found: new Map() };
    groups.set(name, group);
    group.instances += 1;
    for (const field of compareFingerprints(a, b)) {
      if (/^(inputs|code)\b/.test(field.what)) continue;
      const known = group.found.get(JSON.stringify(field)) ?? { steps: [], field };
      group.found.set(JSON.stringify(field), known);
      known.steps.push(placeOf(pair.a));
    }
  }
  return Array.from(groups, ([name, { instances, found }]) =>
    Array.from(found.values(), ({ steps, field }) => {
      const places = steps.length === instances ? [{ name }] : steps;
      return places.map((place) => ({ ...place, ...field, what: `${'id' in place ? place.id : name} ${field.what}` }));
    }).flat(),
  ).flat();
}

function renderDifferences(
  a: RunRecord,
  b: RunRecord,
  differences: RunDifferences,
  columns: number | undefined,
): string {
  const two = a.experiment !== b.experiment;
  const blocks: string[] = [];
  const nameOf = (run: RunRecord): string => (two ? `${run.experiment}@${run.number}` : `run ${run.number}`);
  for (const [title, rows] of Object.entries(differences) as [string, readonly Difference[]][]) {
    // Two files may say the same thing in two ways; the parameters show what matters.
    if (rows.length === 0 || (two && title === 'file')) continue;
    const numeric = title === 'metrics';
    const headings = [title, nameOf(a), nameOf(b), ...(numeric ? ['change'] : [])];
    blocks.push(
      renderTable(
        headings,
        rows.map((row) => [row.what, showValue(row.a), showValue(row.b), ...(numeric ? [change(row)] : [])]),
        { columns },
      ),
    );
  }
  if (blocks.length > 0) return blocks.join('\n\n');
  return two
    ? `${nameOf(a)} and ${nameOf(b)} have the same steps with the same parameters, metrics and artifacts.`
    : `Runs ${a.number} and ${b.number} of ${a.experiment} are the same: file, metrics and artifacts.`;
}

function change({ a, b }: Difference): string {
  if (typeof a !== 'number' || typeof b !== 'number') return '';
  const delta = b - a;
  return `${delta > 0 ? '+' : ''}${Number(delta.toPrecision(4))}`;
}
