import { existsSync, lutimesSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileShim } from '../crash/trials/bench.ts';
import { filesIn, ROOT, stepsThat, type Call, type Outcome } from '../helpers/assay.ts';
import { shell, writeFiles } from '../helpers/project.ts';
import { noTwoHosts, TwoHosts, type HostName, type Oddities } from '../helpers/two-hosts.ts';

// The real program on two hosts that share a store through file systems that keep what they saw for a while. Most of the time passes
// in steps that sleep, so what needs no other test to be over begins at once.

const CACHE_SECONDS = 6;
const HOUR_MS = 3_600_000;

describe.skipIf(noTwoHosts !== undefined)(
  `a store that two hosts share${noTwoHosts === undefined ? '' : `: left out, because ${noTwoHosts}`}`,
  () => {
    let hosts: TwoHosts;
    let shim: string | undefined;
    beforeAll(() => {
      hosts = new TwoHosts(CACHE_SECONDS);
      shim = compileShim(join(ROOT, 'test/crash/shim.c'), hosts.shared);
    });
    afterAll(() => hosts.stop());

    /** A project of three steps, one after the other, that note each time they begin, and take `seconds`. */
    class Project {
      readonly #name: string;
      readonly #note: string;

      constructor(name: string, seconds: number) {
        this.#name = name;
        this.#note = hosts.note(name);
        const step = (id: string, needs: string): string =>
          `  ${id}: ${shell(`printf ${id} >> ${this.#note}; sleep ${seconds}; echo ${name} ${id} > {outputs.table}`, needs)}\n`;
        const steps = step('a', '') + step('b', ', inputs: { t: a.table }') + step('c', ', inputs: { t: b.table }');
        writeFiles(join(hosts.shared, name), {
          'assay.yaml': 'commands: true\n',
          'x.yaml': `experiment: x\nsteps:\n${steps}outputs: { c.csv: c.table }\n`,
        });
      }

      start(host: HostName, odd: Oddities = {}): Call {
        return hosts.start(host, ['run', 'x.yaml', '--json'], { ...odd, project: this.#name });
      }

      run(host: HostName, odd: Oddities = {}): Promise<Outcome> {
        return this.start(host, odd).outcome;
      }

      call(host: HostName, args: readonly string[], odd: Oddities = {}): Promise<Outcome> {
        return hosts.start(host, args, { ...odd, project: this.#name }).outcome;
      }

      /** The steps that began so far, in their order. */
      get begun(): string {
        return existsSync(this.#note) ? readFileSync(this.#note, 'utf8') : '';
      }

      async beginning(steps: string): Promise<void> {
        for (let waited = 0; this.begun !== steps; waited += 1) {
          if (waited > 600) throw new Error(`${steps} has not begun, only ${this.begun}`);
          await sleep(50);
        }
      }

      /** Lets records and runs be `hours` older. Objects stay as they are: steps are reading them. */
      age(hours: number): void {
        const root = join(hosts.shared, this.#name, 'artifacts');
        for (const name of filesIn(root).filter((name) => /^(actions|runs)/.test(name))) {
          const then = statSync(join(root, name)).mtimeMs - hours * HOUR_MS;
          lutimesSync(join(root, name), then / 1000, then / 1000);
        }
      }
    }

    function expectSuccess(...outcomes: readonly Outcome[]): void {
      for (const { code, err, out } of outcomes) expect(code, err + out).toBe(0);
    }

    it.concurrent.each([
      ['alike', {}, {}],
      ['one-ahead', { clock: 5 }, {}],
      ['both-wrong', { clock: 5 }, { clock: -5 }],
    ])('runs each step once for two runs at the same time, with clocks %s', async (name, east, west) => {
      const project = new Project(name, 1);
      const both = await Promise.all([project.run('east', east), project.run('west', west)]);
      expectSuccess(...both);
      expect(project.begun).toBe('abc');
      expect(both.flatMap((outcome) => stepsThat('finished', outcome)).sort()).toEqual(['a', 'b', 'c']);
    });

    it.concurrent('finds what another host made after this one had looked in vain', async () => {
      const project = new Project('in-vain', 0);
      expectSuccess(await project.call('east', ['run', 'x.yaml', '--until', 'a']));
      expectSuccess(await project.call('west', ['plan', 'x.yaml']));
      expectSuccess(await project.run('east'));
      expectSuccess(await project.run('west'));
      expect(project.begun).toBe('abc');
    });

    it.concurrent('takes over the step of a host that died, and only then', async () => {
      const project = new Project('died', 2);
      const east = project.start('east', { clock: 5 });
      await project.beginning('a');
      east.kill('SIGKILL');
      await east.outcome;
      // Two minutes of silence pass in four seconds.
      const outcome = await project.run('west', { env: { LD_PRELOAD: shim ?? '', ASSAY_SHIM_SPEED: '30' } });
      expectSuccess(outcome);
      expect(outcome.out).toMatch(/Waiting for run \d+ on east, which is at a/);
      expect(project.begun).toBe('aabc');
    });

    it.concurrent('loses nothing when answers of the file server are lost', async () => {
      const rules = [
        'link 1 2 lost:EEXIST artifacts',
        'rename 1 6 lost:ENOENT artifacts',
        'mkdir 1 6 lost:EEXIST artifacts',
        'exclusive 1 1 lost:EEXIST artifacts',
        'unlink 1 3 lost:ENOENT artifacts',
      ];
      const project = new Project('lost', 1);
      const lossy = { env: { LD_PRELOAD: shim ?? '', ASSAY_SHIM: rules.join('\n') } };
      expectSuccess(...(await Promise.all([project.run('east'), project.run('west', lossy)])));
      expect(project.begun).toBe('abc');
    });

    it.concurrent.each([
      ['the run is ahead', { clock: 5 }, {}],
      ['gc is ahead', {}, { clock: 5 }],
      ['the run is behind and gc ahead', { clock: -5 }, { clock: 5 }],
    ])('keeps what a run on another host has made hours ago, although the clock of %s', async (name, run, gc) => {
      const project = new Project(`gc-${name.replaceAll(' ', '-')}`, 2);
      const east = project.start('east', run);
      await project.beginning('ab');
      project.age(3);
      expectSuccess(await project.call('west', ['gc', '--keep-runs', '0', '--prune-runs'], gc));
      const shown = await project.call('west', ['show', 'x'], gc);
      expect(shown.out).toMatch(/^x run 1: running/);
      expectSuccess(await east.outcome);
      expectSuccess(await project.run('west'));
      expect(project.begun).toBe('abc');
    });
  },
);
