// Kills, fills, locks and damages, a thousand times, and looks whether the engine keeps its promises: see docs/guarantees.md.
// The same seed draws the same points, moments and damages; what two processes do to each other in a moment, the system
// decides.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deriveSeed } from '../../engine/core/seed.ts';
import { corrupt } from './corrupt.ts';
import type { Fault } from './faults.ts';
import { committedSteps, comparePublished, recover, Verdicts, type Counts } from './judge.ts';
import { smallDisk } from './small-disk.ts';
import { crashPlan, expectedOf, type PlanName } from './plan.ts';
import { Scenarios, type Scenario } from './scenarios.ts';
import { startVictim, type Ended } from './victim.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** How often a process is killed, at least. */
  readonly kills: number;
  /** How often a file is damaged. */
  readonly corruptions: number;
  /** The bundled victim.fixture.ts. */
  readonly victim: string;
  /** An empty folder for the stores. */
  readonly folder: string;
  /** Whether to try to mount a small file system, which needs privileges. */
  readonly mount: boolean;
  tell?(line: string): void;
}

export interface CampaignResult extends Counts {
  readonly kills: number;
  readonly corruptions: number;
  readonly seed: number;
  /** Kills by what was going on: at which of its calls a process was killed, or at a random moment. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** Calls that change files, by what goes on: how many points there are to kill at. */
  readonly points: Readonly<Record<string, number>>;
  /** Injected faults of the disk. */
  readonly diskFull: number;
  readonly readOnly: number;
  /** What a really full and a really read-only file system did, or that none could be mounted. */
  readonly smallDisk: string;
  /** Runs that were started together, and how many steps they executed of how many they needed. */
  readonly togetherRuns: number;
  readonly togetherExecuted: number;
  readonly togetherNeeded: number;
  /** Corruptions by what was damaged. */
  readonly damaged: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  readonly durationMs: number;
}

const LANES = 3;
const NO_FAULT: Fault = { at: 0, kind: 'kill' };

export async function campaign(options: CampaignOptions): Promise<CampaignResult> {
  const started = performance.now();
  const all = new Campaign(options);
  await all.prepare();
  await all.killAtPoints();
  await all.killAtMoments();
  await all.failDisk();
  await all.runTogether();
  await all.corrupt();
  const disk = options.mount ? await smallDisk(options, all.verdicts) : 'not tried';
  return {
    kills: sum(all.killsAt),
    corruptions: sum(all.damaged),
    ...all.verdicts.counts,
    seed: options.seed,
    killsAt: Object.fromEntries(all.killsAt),
    points: Object.fromEntries(all.points),
    ...all.faults,
    smallDisk: disk,
    ...all.together,
    damaged: Object.fromEntries(all.damaged),
    problems: all.verdicts.problems,
    durationMs: Math.round(performance.now() - started),
  };
}

class Campaign {
  readonly verdicts = new Verdicts();
  readonly killsAt = new Map<string, number>();
  readonly points = new Map<string, number>();
  readonly damaged = new Map<string, number>();
  readonly faults = { diskFull: 0, readOnly: 0 };
  readonly together = { togetherRuns: 0, togetherExecuted: 0, togetherNeeded: 0 };
  readonly #options: CampaignOptions;
  readonly #scenarios: Scenarios;
  #stores = 0;

  constructor(options: CampaignOptions) {
    this.#options = options;
    this.#scenarios = new Scenarios(options.folder, this.#worker);
  }

  get #worker(): { readonly file: string; readonly args: readonly string[] } {
    return { file: this.#options.victim, args: ['worker'] };
  }

  async prepare(): Promise<void> {
    await this.#scenarios.prepare();
  }

  /** Every call that changes a file, in every scenario; a fair sample of them when there are more than kills to spend. */
  async killAtPoints(): Promise<void> {
    const { kills } = this.#options;
    const points: { readonly scenario: Scenario; readonly at: number }[] = [];
    for (const scenario of this.#scenarios.all) {
      const count = await this.#countPoints(scenario);
      this.points.set(scenario.name, count);
      for (let at = 1; at <= count; at += 1) points.push({ scenario, at });
    }
    const most = points.length <= kills ? points.length : Math.floor(kills * 0.7);
    const chosen = this.#shuffle(points, 'points').slice(0, most);
    this.#tell(`${chosen.length} of ${points.length} points`);
    await this.#each(chosen, async ({ scenario, at }) => {
      const root = this.#newRoot();
      scenario.prepare(root);
      const label = `${scenario.name}, call ${at}`;
      const ended = await this.#victim(scenario, root, { at, kind: 'kill' }, at);
      if (scenario.workers === undefined && ended.signal === 'SIGKILL') count(this.killsAt, scenario.name);
      // A step may come to its end with fewer calls than another: then nobody was killed.
      else if (scenario.workers !== undefined && ended.code === 1) count(this.killsAt, scenario.name);
      this.#judgeEnd(ended, label, true);
      await this.#recover(root, scenario, ended, label);
    });
  }

  /** Two to eight runs on one store, some with a gc beside them; some or all are killed at a random moment. */
  async killAtMoments(): Promise<void> {
    const wanted = Math.max(this.#options.kills - sum(this.killsAt), Math.floor(this.#options.kills * 0.3));
    let span = 300;
    for (let round = 0; (this.killsAt.get('random moment') ?? 0) < wanted && round < 20 + wanted; round += 1) {
      const draw = this.#draws(`moment ${round}`);
      const name: PlanName = draw(3) === 0 ? 'workers' : 'inline';
      const root = this.#newRoot();
      if (draw(2) === 0) this.#scenarios.copy(name, root);
      const runs = 2 + draw(7);
      const variant = draw(2);
      const label = `${runs} runs of ${name}, round ${round}`;
      const victims = Array.from({ length: runs }, () => this.#start(root, name, variant));
      if (draw(4) === 0) victims.push(this.#start(root, name, variant, 'gc'));
      const kills = victims.map(async (victim, rank) => {
        const [moment, spared, whom] = [draw(1000), draw(4) === 0, name === 'workers' && draw(3) === 0];
        await victim.ready;
        await sleep((moment / 1000) * span * 1.1);
        // The first one is always to die.
        if (!spared || rank === 0) victim.kill(whom ? 'children' : 'engine');
      });
      const ends = await Promise.all(victims.map((victim) => victim.ended));
      await Promise.all(kills);
      const killed = ends.filter(({ signal }) => signal === 'SIGKILL').length;
      const childrenKilled = ends.filter(({ lines }) => lines.some((line) => line.startsWith('failed'))).length;
      count(this.killsAt, 'random moment', killed + childrenKilled);
      const longest = Math.max(...ends.filter(({ code }) => code === 0).map(({ durationMs }) => durationMs), 0);
      if (longest > 0) span = 0.7 * span + 0.3 * longest;
      for (const ended of ends) this.#judgeEnd(ended, label, true);
      const plan = crashPlan(name, variant);
      await recover(root, plan, {
        label,
        reused: committedSteps(root, expectedOf(plan)),
        mended: false,
        worker: this.#worker,
        verdicts: this.verdicts,
      });
      rmSync(root, { recursive: true, force: true });
      if (round % 10 === 0) this.#tell(`${sum(this.killsAt)} kills`);
    }
  }

  /** A disk that is full from some call on, or for one call, or may not be written. */
  async failDisk(): Promise<void> {
    const points: { readonly scenario: Scenario; readonly fault: Fault }[] = [];
    for (const scenario of this.#scenarios.all.filter(({ workers }) => workers === undefined)) {
      for (const kind of ['full', 'once', 'readonly'] as const)
        for (let at = 1; at <= (this.points.get(scenario.name) ?? 0); at += 1)
          points.push({ scenario, fault: { at, kind } });
    }
    const chosen = this.#shuffle(points, 'faults').slice(0, Math.ceil(this.#options.kills / 2));
    await this.#each(chosen, async ({ scenario, fault }) => {
      const root = this.#newRoot();
      scenario.prepare(root);
      const label = `${scenario.name}, ${fault.kind} from call ${fault.at}`;
      const ended = await this.#victim(scenario, root, fault, 0);
      this.faults[fault.kind === 'readonly' ? 'readOnly' : 'diskFull'] += 1;
      this.#judgeEnd(ended, label, false);
      await this.#recover(root, scenario, ended, label);
    });
    this.#tell(`${chosen.length} faults of the disk`);
  }

  /** Runs that start at once execute each step once, all of them together. */
  async runTogether(): Promise<void> {
    const rounds = Math.max(2, Math.ceil(this.#options.kills / 40));
    for (let round = 0; round < rounds; round += 1) {
      const draw = this.#draws(`together ${round}`);
      const name: PlanName = round % 3 === 2 ? 'workers' : 'inline';
      const runs = 2 + (round % 7);
      const root = this.#newRoot();
      const variant = draw(2);
      if (draw(2) === 0) this.#scenarios.copy(name, root);
      const plan = crashPlan(name, variant);
      const expected = expectedOf(plan);
      const before = committedSteps(root, expected);
      const label = `${runs} runs of ${name} at once, round ${round}`;
      const first = before.size > 0 || round % 2 === 0 ? 0 : draw(30);
      const victims = [];
      for (let rank = 0; rank < runs; rank += 1) {
        if (first > 0) await sleep(first);
        victims.push(this.#start(root, name, variant));
      }
      const ends = await Promise.all(victims.map((victim) => victim.ended));
      const executed = ends.flatMap(({ lines }) => lines.filter((line) => line.startsWith('finished ')));
      this.together.togetherRuns += runs;
      this.together.togetherExecuted += executed.length;
      this.together.togetherNeeded += plan.steps.length - before.size;
      for (const twice of executed.filter((line, index) => executed.indexOf(line) !== index))
        this.verdicts.add('duplicates', `${label}: ${twice} again`);
      for (const { code, lines } of ends)
        if (code !== 0) this.verdicts.add('incomplete', `${label}: exit code ${code}: ${lines.join('; ')}`);
      const past = this.#scenarios.runsIn(root, name) - runs;
      for (let number = 1; number <= runs; number += 1)
        comparePublished(join(root, 'runs', name, String(past + number)), expected, label, this.verdicts);
      await recover(root, plan, {
        label,
        reused: new Set(expected.keys()),
        mended: false,
        worker: this.#worker,
        verdicts: this.verdicts,
      });
      rmSync(root, { recursive: true, force: true });
    }
    this.#tell(`${this.together.togetherRuns} runs together`);
  }

  /** One damage after the other in stores that heal themselves each time. */
  async corrupt(): Promise<void> {
    const { corruptions } = this.#options;
    const stores = Array.from({ length: Math.ceil(corruptions / 50) }, (_, index) => index);
    await this.#each(stores, async (index) => {
      const root = this.#newRoot();
      const plan = crashPlan('inline', 0);
      const expected = expectedOf(plan);
      this.#scenarios.copy('inline', root);
      const draw = this.#draws(`corrupt ${index}`);
      for (let n = 0; n < Math.min(50, corruptions - index * 50); n += 1) {
        const damage = corrupt(root, draw);
        count(this.damaged, damage.of);
        const label = `store ${index}, damage ${n}: ${damage.of} ${damage.how}`;
        await this.#scenarios.judgeDamage({
          root,
          damage,
          expected,
          label,
          fsck: draw(3) === 0,
          verdicts: this.verdicts,
        });
        const hit = this.#scenarios.stepsAt(damage.path, root, expected);
        await recover(root, plan, {
          label,
          reused: new Set([...expected.keys()].filter((id) => !hit.has(id))),
          mended: true,
          worker: this.#worker,
          verdicts: this.verdicts,
        });
      }
      rmSync(root, { recursive: true, force: true });
    });
    this.#tell(`${sum(this.damaged)} corruptions`);
  }

  async #countPoints(scenario: Scenario): Promise<number> {
    if (scenario.workers !== undefined) return scenario.workers;
    const root = this.#newRoot();
    scenario.prepare(root);
    const { lines, code } = await this.#victim(scenario, root, NO_FAULT, 0);
    const calls = lines.find((line) => line.startsWith('calls '));
    if (code !== 0 || calls === undefined) throw new Error(`${scenario.name} does not work:\n${lines.join('\n')}`);
    rmSync(root, { recursive: true, force: true });
    return Number(calls.slice('calls '.length));
  }

  #victim(scenario: Scenario, root: string, fault: Fault, at: number): Promise<Ended> {
    const { plan, variant } = scenario;
    const inWorker = scenario.workers !== undefined;
    return startVictim(this.#options.victim, {
      root,
      do: scenario.do,
      plan,
      variant,
      fault: inWorker ? NO_FAULT : fault,
      workerKill: inWorker ? at : 0,
    }).ended;
  }

  #start(root: string, plan: PlanName, variant: number, work: 'run' | 'gc' = 'run'): ReturnType<typeof startVictim> {
    return startVictim(this.#options.victim, { root, do: work, plan, variant, fault: NO_FAULT, workerKill: 0 });
  }

  async #recover(root: string, scenario: Scenario, ended: Ended, label: string): Promise<void> {
    const plan = crashPlan(scenario.plan, scenario.variant);
    const reused = committedSteps(root, expectedOf(plan));
    for (const line of ended.lines) {
      const [what, id = ''] = line.split(' ');
      if ((what === 'finished' || what === 'reused') && !reused.has(id))
        this.verdicts.add('lostSteps', `${label}: ${id} was done and has no record`);
    }
    for (const id of scenario.damaged) reused.delete(id);
    await recover(root, plan, {
      label,
      reused,
      mended: scenario.damaged.length > 0,
      worker: this.#worker,
      verdicts: this.verdicts,
    });
    rmSync(root, { recursive: true, force: true });
  }

  #judgeEnd(ended: Ended, label: string, killed: boolean): void {
    const bug = ended.lines.find((line) => line.startsWith('bug ') || /^failed \S+ \S/.test(line));
    if (bug !== undefined || ended.code === 70) this.verdicts.add('bugs', `${label}: ${ended.lines.join('\n')}`);
    if (!killed && ended.signal !== null) this.verdicts.add('stuckLocks', `${label}: no end`);
    if (ended.orphans.length > 0) this.verdicts.add('orphans', `${label}: ${ended.orphans.length} processes are left`);
  }

  async #each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const queue = items.values();
    const lane = async (): Promise<void> => {
      for (const item of queue) await work(item);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  #newRoot(): string {
    this.#stores += 1;
    const parent = join(this.#options.folder, 'stores');
    mkdirSync(parent, { recursive: true });
    return join(parent, String(this.#stores));
  }

  /** Numbers drawn from the seed, from 0 up to the one given: the same for the same name. */
  #draws(name: string): (below: number) => number {
    let drawn = 0;
    return (below) => {
      drawn += 1;
      return deriveSeed(this.#options.seed, name, String(drawn)) % below;
    };
  }

  #shuffle<T>(items: readonly T[], name: string): readonly T[] {
    const draw = this.#draws(name);
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = draw(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
    }
    return shuffled;
  }

  #tell(line: string): void {
    this.#options.tell?.(line);
  }
}

function count(counts: Map<string, number>, what: string, by = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + by);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, value) => total + value, 0);
}
