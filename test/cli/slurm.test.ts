import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assay,
  eventsOf,
  filesIn,
  publishedOf,
  startAssay,
  stepsThat,
  TINY,
  type Call,
  type Outcome,
} from '../helpers/assay.ts';
import { expectOutput } from '../helpers/output-schema.ts';
import { shell, writeFiles } from '../helpers/project.ts';
import { noSlurm, SlurmCluster } from '../helpers/slurm-cluster.ts';

// The real program on a real Slurm. Most tests wait for Slurm, so all those that leave its parts alone begin together.

/** A stage that counts to `until`, five numbers a second, and saves a checkpoint when it is told to stop. */
const COUNTER = {
  'lab/index.ts': `import { definePack, defineStage } from 'assay';
export default definePack({ name: 'lab', stages: [defineStage({
  name: 'count',
  schema: { type: 'object', additionalProperties: false, properties: { until: { type: 'integer' } }, required: ['until'] },
  outputs: { table: { kind: 'table', extension: 'csv' } },
  extends: 'until',
  entry: new URL('./count.run.ts', import.meta.url),
})] });
`,
  'lab/count.run.ts': `import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
export async function run(context) {
  const { checkpoint, signal } = context;
  let sum = checkpoint === undefined ? 0 : Number(readFileSync(checkpoint.path, 'utf8'));
  let at = checkpoint?.at ?? 0;
  while (at < context.params.until) {
    await sleep(200);
    at += 1;
    sum += at;
    context.progress({ done: at, total: context.params.until, unit: 'number' });
    if (!signal.aborted) continue;
    const file = join(context.scratch, 'state');
    writeFileSync(file, String(sum));
    await context.saveCheckpoint(at, file);
    throw new Error('stopped');
  }
  writeFileSync(context.output('table'), 'sum\\n' + sum + '\\n');
}
`,
};

const project = (slurm = ''): string =>
  `commands: true\nuses: [./lab]\nexecutors:\n  cluster: { slurm: { partition: cpu${slurm} } }\n  spare: { slurm: { partition: spare } }\n`;

/** A sweep of 50 points, each of three steps that take no time, and one at the end. */
const SWEEP = `experiment: sweep
sweep: { n: [${Array.from({ length: 50 }, (_, n) => n).join(', ')}] }
steps:
  base: ${shell('echo value > {outputs.table}', ', resources: { time: 1min }')}
  one: ${shell('(cat {inputs.t}; echo {params.n}) > {outputs.table}', ', inputs: { t: base.table }, params: { n: $n }, resources: { time: 1min }')}
  two: ${shell('tail -1 {inputs.t} | sed "1i square" > {outputs.table}', ', inputs: { t: one.table }, resources: { time: 1min }')}
outputs: { "one-{n}.csv": one.table, "two-{n}.csv": two.table }
`;

const one = (name: string, step: string): string =>
  `experiment: ${name}\nsteps:\n  a: ${step}\noutputs: { a.csv: a.table }\n`;

/** Debian's number of the group "users". */
const USERS = 100;
const NODE = one('node', shell('hostname > {outputs.table}; sleep 20'));
const TINY_TEXT = readFileSync(TINY, 'utf8');

describe.skipIf(noSlurm !== undefined)(
  `assay on a real Slurm${noSlurm === undefined ? '' : `: left out, because ${noSlurm}`}`,
  () => {
    const root = mkdtempSync(join(tmpdir(), 'assay-slurm-'));
    const cluster = new SlurmCluster(join(root, 'slurm'));
    const { env } = cluster;
    const begun = new Map<string, Promise<Outcome>>();

    /** A project of its own with one experiment, x.yaml. */
    function folderOf(name: string, experiment: string, assayYaml = project()): string {
      const cwd = join(root, name);
      mkdirSync(cwd, { recursive: true });
      writeFiles(cwd, { ...COUNTER, 'assay.yaml': assayYaml, 'x.yaml': experiment });
      return cwd;
    }

    /** A program that starts Node as another user, in the group "users", with a umask that lets nobody else in. */
    function nodeOf(user: string): string {
      const path = join(root, `node-of-${user}`);
      const change = `setpriv --reuid=${user} --regid=users --clear-groups`;
      writeFileSync(path, `#!/bin/sh\numask 077\nexec ${change} '${process.execPath}' "$@"\n`);
      chmodSync(path, 0o755);
      return path;
    }

    function start(cwd: string, ...more: readonly string[]): Call {
      return startAssay(['run', 'x.yaml', '--json', '--on', 'cluster', ...more], { cwd, env });
    }

    /** Begins a test before its turn. */
    function begin(name: string, experiment: string, assayYaml?: string): void {
      begun.set(name, start(folderOf(name, experiment, assayYaml)).outcome);
    }

    async function outcomeOf(name: string): Promise<Outcome> {
      const outcome = await begun.get(name);
      if (outcome === undefined) throw new Error(`${name} was not begun`);
      return outcome;
    }

    /** The jobs of an experiment that run, once there are any. */
    async function jobsOf(experiment: string): Promise<ReturnType<SlurmCluster['running']>> {
      for (let waited = 0; waited < 120; waited += 1) {
        const running = cluster.running(experiment);
        if (running.length > 0) return running;
        await sleep(500);
      }
      throw new Error(`No job of ${experiment} runs`);
    }

    const errorOf = (outcome: Outcome): unknown => eventsOf(outcome).find(({ type }) => type === 'failed')?.['error'];
    const noticesOf = (outcome: Outcome): string =>
      eventsOf(outcome)
        .flatMap(({ type, message }) => (type === 'notice' ? [String(message)] : []))
        .join('\n');

    beforeAll(() => {
      mkdirSync(join(root, 'slurm'), { recursive: true });
      cluster.start();
      begin('time', one('time', '{ stage: count, until: 250, resources: { time: 1min } }'));
      begin('late', one('late', shell('sleep 200', ', resources: { time: 1min }')));
      begin('requeued', one('requeued', shell('sleep 15; echo a > {outputs.table}')), project(', flags: [--requeue]'));
      begin('sweep', SWEEP);
      // The first job finds what it would find on a node without the store's file system.
      const blind = `, setup: 'if mkdir ${root}/once; then exit 78; fi'`;
      begin('unseen', one('unseen', shell('hostname > {outputs.table}')), project(blind));
      const spare = ['run', 'x.yaml', '--json', '--on', 'spare'];
      begun.set('node', startAssay(spare, { cwd: folderOf('node', NODE), env }).outcome);
      for (const [name, text] of [
        ['tiny-here', TINY_TEXT],
        ['sweep-here', SWEEP],
      ] as const)
        begun.set(name, assay(['run', 'x.yaml'], { cwd: folderOf(name, text) }));
      const handed = one('handed', '{ stage: count, until: 300, resources: { time: 3min } }');
      const detached = ['run', 'x.yaml', '--on', 'cluster', '--detach', '--json'];
      const brief = project().replace('partition: cpu', 'partition: cpu, time: 1min');
      begun.set('handed', startAssay(detached, { cwd: folderOf('handed', handed, brief), env }).outcome);
      const greedy = `node -e "const all = []; setInterval(() => all.push(Buffer.alloc(2e7, 1)), 50)"`;
      begin('memory', one('memory', shell(greedy, ', resources: { memory: 200 MB }')));
    });

    afterAll(() => {
      cluster.stop();
      rmSync(root, { recursive: true, force: true });
    });

    it('waits for a job that Slurm starts again', async () => {
      const [{ id } = { id: '' }] = await jobsOf('requeued');
      cluster.run('scontrol', 'requeue', id);
      // Slurm would wait for two minutes.
      await sleep(1000);
      cluster.run('scontrol', 'update', `JobId=${id}`, 'StartTime=now');
      const outcome = await outcomeOf('requeued');
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect(stepsThat('finished', outcome)).toEqual(['a']);
    });

    it('submits a step again whose node died', async () => {
      const cwd = join(root, 'node');
      const [{ node } = { node: '' }] = await jobsOf('node');
      cluster.killNode(node);
      const outcome = await outcomeOf('node');
      cluster.startNode(node);
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect(noticesOf(outcome)).toContain(`its node ${node} failed`);
      const other = node === 'n3' ? 'n4' : 'n3';
      expect(readFileSync(join(cwd, 'artifacts/runs/node/1/a.csv'), 'utf8')).toBe(`${other}\n`);
    });

    it('runs an experiment with the bytes of a run on this machine, and tells which job did what', async () => {
      const there = folderOf('tiny', TINY_TEXT);
      const outcome = await start(there).outcome;
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect((await outcomeOf('tiny-here')).code).toBe(0);
      expect(publishedOf(there, 'tiny', 1)).toEqual(publishedOf(join(root, 'tiny-here'), 'tiny', 1));
      const show = ['show', 'tiny', '--step', 'training'];
      expectOutput('show-step', JSON.parse((await assay([...show, '--json'], { cwd: there })).out));
      const { out } = await assay(show, { cwd: there });
      expect(out).toMatch(/^ {2}job {6}\d+_\d+ on n[12], log artifacts\/jobs\/tiny-[0-9a-f]{10}\/\d+\.log$/m);
    });

    it('runs a sweep of 50 points in a few submissions, with the same bytes', async () => {
      const outcome = await outcomeOf('sweep');
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect(stepsThat('finished', outcome).length).toBe(101);
      expect(readdirSync(join(root, 'sweep', 'artifacts', 'jobs')).length).toBeLessThanOrEqual(3);
      expect((await outcomeOf('sweep-here')).code).toBe(0);
      expect(publishedOf(join(root, 'sweep'), 'sweep', 1)).toEqual(publishedOf(join(root, 'sweep-here'), 'sweep', 1));
    });

    it('tells that a job needed more memory, and what to change', async () => {
      const outcome = await outcomeOf('memory');
      expect(outcome.code).toBe(1);
      expect(errorOf(outcome)).toMatchObject({
        message: expect.stringMatching(/^Its job needed more memory than it had on n[12] \(200 MB\)/) as unknown,
        hint: 'Ask for more, for example: resources: { memory: 400 MB }',
      });
    });

    it('continues a training whose time was up from its checkpoint, in another job', async () => {
      const outcome = await outcomeOf('time');
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect(noticesOf(outcome)).toMatch(
        /The time limit of the job of a was up: it continues after \d+ until in another job/,
      );
      expect(readFileSync(join(root, 'time/artifacts/runs/time/1/a.csv'), 'utf8')).toBe(`sum\n${(250 * 251) / 2}\n`);
    });

    it('tells that a step without checkpoints ran out of time', async () => {
      const outcome = await outcomeOf('late');
      expect(outcome.code).toBe(1);
      expect(errorOf(outcome)).toMatchObject({
        message: expect.stringMatching(/^The time limit of its job was up/) as unknown,
      });
    });

    it('goes on when Slurm is away for a while', async () => {
      const cwd = folderOf('away', one('away', shell('sleep 12; echo a > {outputs.table}')));
      const call = start(cwd);
      await jobsOf('away');
      // It saves its state every few seconds, and takes a job that it does not remember for a stranger's.
      await sleep(7000);
      cluster.killController();
      await sleep(8000);
      cluster.startController();
      const outcome = await call.outcome;
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
    });

    it('finds the jobs of a loop that was killed, and submits none of them again', async () => {
      const cwd = folderOf('killed', one('killed', shell('sleep 8; echo a > {outputs.table}')));
      const first = start(cwd);
      await jobsOf('killed');
      first.kill('SIGKILL');
      const outcome = await start(cwd).outcome;
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      expect(stepsThat('finished', outcome)).toEqual(['a']);
      expect(readdirSync(join(cwd, 'artifacts', 'jobs')).length).toBe(1);
    });

    it('lets two runs of different experiments share a step', async () => {
      const step = shell('sleep 6; echo a > {outputs.table}');
      const cwd = folderOf('shared', one('mine', step));
      writeFiles(cwd, { 'y.yaml': one('yours', step) });
      const first = start(cwd);
      await jobsOf('mine');
      const second = await startAssay(['run', 'y.yaml', '--json', '--on', 'cluster'], { cwd, env }).outcome;
      expect((await first.outcome).code).toBe(0);
      expect(second.code, second.err + second.out).toBe(0);
      expect(readdirSync(join(cwd, 'artifacts', 'jobs')).length).toBe(1);
    });

    it('stops its jobs on Ctrl-C, with a checkpoint, and continues there', async () => {
      const cwd = folderOf('stopped', one('stopped', '{ stage: count, until: 60 }'));
      const first = start(cwd);
      await first.shows(/"progress".*"done":[5-9]/);
      first.kill('SIGINT');
      expect((await first.outcome).code).toBe(130);
      expect(cluster.run('squeue', '--noheader', '--format=%j')).not.toContain('stopped-');
      const second = await start(cwd).outcome;
      expect(second.code, second.err + second.out).toBe(0);
      expect(second.out).toMatch(/a continues after \d+ until/);
    });

    it('detaches a run, shows it, and cancels it from anywhere', async () => {
      const cwd = folderOf('detached', one('detached', '{ stage: count, until: 1000 }'));
      const { code, out, err } = await assay(['run', 'x.yaml', '--on', 'cluster', '--detach', '--json'], { cwd, env });
      expect(code, err).toBe(0);
      expectOutput('run', JSON.parse(out));
      expect(JSON.parse(out)).toMatchObject({ type: 'detached', experiment: 'detached', run: 1 });
      expect((await assay(['show', 'detached'], { cwd })).out).toMatch(/^detached run 1: running/);
      while ((await jobsOf('detached')).length < 2) await sleep(500);
      await sleep(2000);
      const cancelled = await assay(['cancel', 'detached', '--json'], { cwd, env });
      expectOutput('cancel', JSON.parse(cancelled.out));
      expect(JSON.parse(cancelled.out)).toEqual({ experiments: ['detached'], jobs: 2 });
      while (cluster.run('squeue', '--noheader', '--format=%j').includes('detached-')) await sleep(500);
      expect((await assay(['show', 'detached'], { cwd })).out).toMatch(/^detached run 1: interrupted/);
    });

    it('lets two users of a group share results and jobs', async () => {
      const step = shell('sleep 8; echo a > {outputs.table}');
      const next = shell('cat {inputs.t} > {outputs.table}', ', inputs: { t: a.table }');
      const cwd = folderOf('users', one('mine', step), project().replace('uses: [./lab]\n', ''));
      writeFiles(cwd, { 'y.yaml': `experiment: yours\nsteps:\n  a: ${step}\n  b: ${next}\n` });
      for (const folder of [root, cwd]) chmodSync(folder, 0o755);
      chownSync(cwd, 0, USERS);
      chmodSync(cwd, 0o2775);
      const runAs = (user: string, file: string): Call => {
        const home = join(root, `home-of-${user}`);
        mkdirSync(home);
        chmodSync(home, 0o777);
        const theirs = { ...env, HOME: home, TMPDIR: home };
        return startAssay(['run', file, '--json', '--on', 'cluster'], { cwd, env: theirs, node: nodeOf(user) });
      };
      const first = runAs('nobody', 'x.yaml');
      await jobsOf('mine');
      const second = await runAs('games', 'y.yaml').outcome;
      const { code, err, out } = await first.outcome;
      expect(code, err + out).toBe(0);
      expect(second.code, second.err + second.out).toBe(0);
      expect(stepsThat('finished', second)).toEqual(['a', 'b']);
      expect(noticesOf(second)).toMatch(/Job \d+_0 does a already/);
      expect(cluster.run('scontrol', 'show', 'job')).toMatch(/UserId=games/);
      // Nobody has written anything that the other may not read.
      const store = join(cwd, 'artifacts');
      const hidden = filesIn(store).filter((name) => (statSync(join(store, name)).mode & 0o040) === 0);
      expect(hidden).toEqual([]);
    });

    it('hands the loop of a detached run over when its time is up', async () => {
      const cwd = join(root, 'handed');
      expect((await outcomeOf('handed')).code).toBe(0);
      const shown = async (): Promise<string> => (await assay(['show', 'handed'], { cwd })).out;
      for (let waited = 0; (await shown()).startsWith('handed run 1: running') && waited < 100; waited += 1)
        await sleep(1000);
      expect(await shown()).toMatch(/^handed run 1: done/);
      const logs = filesIn(join(cwd, 'artifacts', 'jobs')).filter((name) => name.endsWith('/0.log'));
      const text = logs.map((name) => readFileSync(join(cwd, 'artifacts', 'jobs', name), 'utf8')).join('');
      expect(text).toMatch(/The time limit of this job is near: job \d+ goes on with the run/);
      expect(readFileSync(join(cwd, 'artifacts/runs/handed/1/a.csv'), 'utf8')).toBe(`sum\n${(300 * 301) / 2}\n`);
      // The step was not begun a second time.
      expect(logs.length).toBe(2);
    });

    it.each([
      [
        'a partition that does not exist',
        project().replace('partition: cpu', 'partition: cup'),
        /Slurm would refuse the job of a: .*partition/,
        /The partitions are cpu, short, spare/,
      ],
      ['resources that no node has', project(', flags: [--mem=900G]'), /Slurm would refuse the job of a/, /resources/],
      [
        'a time that its partition forbids',
        project(', time: 3h').replace('partition: cpu', 'partition: short'),
        /would never start: it asks for 3 h, and partition "short" allows 2 min/,
        /resources.time/,
      ],
      ['an option that sbatch does not know', project(', flags: [--nonsense]'), /unrecognized option/, /flags/],
    ])('refuses %s before anything is submitted', async (_, assayYaml, message, hint) => {
      const cwd = folderOf('refused', one('refused', shell('true')), assayYaml);
      const { code, err } = await assay(['run', 'x.yaml', '--on', 'cluster'], { cwd, env });
      expect(code).toBe(2);
      expect(err).toMatch(message);
      expect(err).toMatch(hint);
      expect(readdirSync(cwd)).not.toContain('artifacts');
    });

    it('names a node that does not see the store, and goes on without it', async () => {
      const outcome = await outcomeOf('unseen');
      expect(outcome.code, outcome.err + outcome.out).toBe(0);
      const [, blind] = /Node (n[12]) does not see the store .*artifacts/.exec(noticesOf(outcome)) ?? [];
      const other = blind === 'n1' ? 'n2' : 'n1';
      expect(blind).toBeDefined();
      expect(readFileSync(join(root, 'unseen/artifacts/runs/unseen/1/a.csv'), 'utf8')).toBe(`${other}\n`);
    });
  },
);

describe('assay --on without a Slurm', () => {
  it('says so before anything happens', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'assay-no-slurm-'));
    try {
      writeFiles(cwd, { 'assay.yaml': project().replace('uses: [./lab]\n', ''), 'x.yaml': one('x', shell('true')) });
      const env = { PATH: join(cwd, 'none') };
      const { code, err } = await assay(['run', 'x.yaml', '--on', 'cluster'], { cwd, env });
      expect(code).toBe(2);
      expect(err).toContain('This machine has no Slurm: there is no scontrol in PATH');
      const other = await assay(['run', 'x.yaml', '--on', 'clutser'], { cwd, env });
      expect(other.err).toContain('There is no executor "clutser", did you mean "cluster"?');
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
