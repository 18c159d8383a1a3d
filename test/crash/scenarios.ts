import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../engine/core/failure.ts';
import { hexOf } from '../../engine/core/digest.ts';
import { fsck } from '../../engine/runs/fsck.ts';
import type { WorkerEntry } from '../../engine/execute/world.ts';
import { thisProcess } from '../../engine/store/local/alive.ts';
import { openStore } from '../../engine/store/local/disk.ts';
import { walk } from '../../engine/store/local/walk.ts';
import type { Damage } from './corrupt.ts';
import { objectFile, recordFile, type Verdicts } from './judge.ts';
import { crashPlan, expectedOf, type Expected, type PlanName } from './plan.ts';
import { runPlan } from './work.ts';

/** Something that is going on when a process is killed. */
export interface Scenario {
  readonly name: string;
  readonly do: 'run' | 'gc' | 'fsck';
  readonly plan: PlanName;
  readonly variant: number;
  /** Makes the store it begins with. */
  prepare(root: string): void;
  /** Steps that were damaged before: these may run again. */
  readonly damaged: readonly string[];
  /** It is the process of a step that is killed, at one of so many calls, not the engine. */
  readonly workers?: number;
}

/** The stores that scenarios begin with, made once and copied. */
export class Scenarios {
  readonly all: readonly Scenario[];
  readonly #folder: string;
  readonly #worker: WorkerEntry;

  constructor(folder: string, worker: WorkerEntry) {
    this.#folder = folder;
    this.#worker = worker;
    const inline = { do: 'run', plan: 'inline', variant: 0, damaged: [] } as const;
    this.all = [
      { ...inline, name: 'first run', prepare: () => undefined },
      { ...inline, name: 'second run', variant: 1, prepare: (root) => this.copy('inline', root) },
      { ...inline, name: 'healing', damaged: ['b', 'd'], prepare: (root) => this.#harmObjects(root) },
      { ...inline, name: 'taking over', prepare: (root) => leaveLeases(root) },
      { ...inline, name: 'gc', do: 'gc', variant: 2, prepare: (root) => this.#copy('old', root) },
      { ...inline, name: 'fsck', do: 'fsck', damaged: ['c', 'e'], prepare: (root) => this.#harmForFsck(root) },
      { ...inline, name: 'run with processes', plan: 'workers', prepare: () => undefined },
      // The longest of them, `adds`, writes three checkpoints and its result.
      { ...inline, name: "a step's process", plan: 'workers', workers: 4, prepare: () => undefined },
    ];
  }

  async prepare(): Promise<void> {
    await this.#make('inline', 'inline', [0]);
    await this.#make('workers', 'workers', [0]);
    await this.#make('old', 'inline', [0, 1, 2]);
    // As if all that had been two days ago: gc keeps two runs, and removes what only the first needed.
    const then = Date.now() / 1000 - 2 * 86_400;
    for (const [part, ending] of [
      ['actions', '.json'],
      ['objects/sha256', ''],
    ] as const)
      for (const { path } of walk(join(this.#folder, 'old', part), ending)) utimesSync(path, then, then);
  }

  /** A store in which the plan has run once. */
  copy(name: PlanName, root: string): void {
    this.#copy(name, root);
  }

  runsIn(root: string, name: PlanName): number {
    return readdirSync(join(root, 'runs', name)).filter((entry) => entry !== 'latest').length;
  }

  /** The steps whose record or object a file is. */
  stepsAt(path: string, root: string, expected: ReadonlyMap<string, Expected>): ReadonlySet<string> {
    const hit = [...expected].filter(
      ([, { key, digest }]) => path === recordFile(root, key) || path === objectFile(root, digest),
    );
    return new Set(hit.map(([id]) => id));
  }

  /** A store whose marker says something else must be refused, and fsck must see a damaged object or record. */
  async judgeDamage(facts: {
    readonly root: string;
    readonly damage: Damage;
    readonly expected: ReadonlyMap<string, Expected>;
    readonly label: string;
    readonly fsck: boolean;
    readonly verdicts: Verdicts;
  }): Promise<void> {
    const { root, damage, label, verdicts } = facts;
    if (damage.of === 'store.json') {
      try {
        await openStore(root);
        // Only the end of the line may be missing: then it says what it said.
        if (readFileSync(damage.path, 'utf8').trim() !== '{"format":1}')
          verdicts.add('undetected', `${label}: the store was opened`);
      } catch (error) {
        if (!(error instanceof UsageError)) verdicts.add('bugs', `${label}: ${String(error)}`);
      }
      // What the message says to do.
      writeFileSync(damage.path, '{"format":1}\n');
      return;
    }
    // gc does not work with a run whose record is damaged.
    if (!facts.fsck && damage.of !== 'runs') return;
    const store = await openStore(root);
    const { objects, records } = await fsck(store, () => undefined);
    await store.close();
    if (damage.of === 'objects' && objects.damaged !== 1)
      verdicts.add('undetected', `${label}: fsck has found ${objects.damaged} damaged objects`);
    if (damage.of === 'actions' && records.damaged !== 1)
      verdicts.add('undetected', `${label}: fsck has found ${records.damaged} damaged records`);
  }

  async #make(store: string, plan: PlanName, variants: readonly number[]): Promise<void> {
    const opened = await openStore(join(this.#folder, store));
    for (const variant of variants) {
      const { results } = await runPlan(opened, crashPlan(plan, variant), {
        worker: this.#worker,
        signal: new AbortController().signal,
        report: () => undefined,
      });
      for (const [id, { action }] of results)
        if (action !== 'finished' && action !== 'reused') throw new Error(`${plan}: ${id} ${action}`);
    }
    await opened.close();
  }

  #copy(store: string, root: string): void {
    cpSync(join(this.#folder, store), root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }

  #harmObjects(root: string): void {
    this.#copy('inline', root);
    const expected = expectedOf(crashPlan('inline'));
    rmSync(fileOf(root, expected, 'b', 'object'));
    truncateSync(fileOf(root, expected, 'd', 'object'), 7);
  }

  #harmForFsck(root: string): void {
    this.#copy('inline', root);
    const expected = expectedOf(crashPlan('inline'));
    const object = fileOf(root, expected, 'c', 'object');
    const bytes = readFileSync(object);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    chmodSync(object, 0o644);
    writeFileSync(object, bytes);
    truncateSync(fileOf(root, expected, 'e', 'record'), 40);
  }
}

function fileOf(root: string, expected: ReadonlyMap<string, Expected>, id: string, what: 'object' | 'record'): string {
  const found = expected.get(id);
  if (found === undefined) throw new Error(`No step ${id}`);
  const path = what === 'object' ? objectFile(root, found.digest) : recordFile(root, found.key);
  if (!existsSync(path)) throw new Error(`No ${what} of ${id}`);
  return path;
}

/** Leases of processes that are gone, on every key; one of them died while it took over from another. */
function leaveLeases(root: string): void {
  const folder = join(root, 'leases');
  mkdirSync(folder, { recursive: true });
  const owner = (id: string): string => JSON.stringify({ id, ...thisProcess(), pid: 4_194_304, started: '1' });
  const [first, second] = ['a'.repeat(16), 'b'.repeat(16)];
  for (const { key } of expectedOf(crashPlan('inline')).values()) {
    writeFileSync(join(folder, hexOf(key)), owner(first));
    writeFileSync(join(folder, `${hexOf(key)}.${first}`), owner(second));
  }
}
