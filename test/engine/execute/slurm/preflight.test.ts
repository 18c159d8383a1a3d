import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../engine/core/failure.ts';
import type { Answer, Run } from '../../../../engine/execute/slurm/commands.ts';
import { checkCluster, parseLimit } from '../../../../engine/execute/slurm/preflight.ts';
import { fakeStage } from '../../../helpers/fake-stage.ts';
import { planOf, step, withPolicy } from '../../../helpers/fake-world.ts';

const { stage } = fakeStage();
const SETTINGS = { setup: '', flags: [] };
const HEALTHY: Readonly<Record<string, Partial<Answer>>> = {
  scontrol: { out: 'Configuration data\nMaxArraySize            = 501\n' },
  sinfo: { out: 'cpu|2:00:00|cpu*\nlong|infinite|long\n' },
  sbatch: { err: 'sbatch: Job 7 to start at 2026-11-27T21:32:07 using 1 processors on nodes n1 in partition cpu\n' },
};

function slurm(change: Readonly<Record<string, Partial<Answer>>> = {}): {
  readonly run: Run;
  readonly calls: string[];
} {
  const calls: string[] = [];
  return {
    calls,
    run: async (program, args) => {
      calls.push([program, ...args].join(' '));
      return { code: 0, out: '', err: '', ...HEALTHY[program], ...change[program] };
    },
  };
}

async function refusal(
  change: Readonly<Record<string, Partial<Answer>>>,
  settings: Parameters<typeof checkCluster>[1] = SETTINGS,
): Promise<UsageError> {
  const plan = planOf([
    withPolicy(step('a', stage), { resources: settings.timeMs === undefined ? {} : { timeMs: settings.timeMs } }),
  ]);
  const error = await checkCluster(plan, settings, { run: slurm(change).run, mayRun: () => true }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
}

describe('checkCluster()', () => {
  it('tells how many tasks an array may have', async () => {
    const { run } = slurm();
    expect(await checkCluster(planOf([step('a', stage)]), SETTINGS, { run, mayRun: () => true })).toBe(500);
  });

  it('tries each kind of job once, and none for steps that are cached', async () => {
    const { run, calls } = slurm();
    const large = { resources: { cores: 8 } };
    const plan = planOf([
      ...Array.from({ length: 5 }, (_, n) => step(`a${n}`, stage)),
      withPolicy(step('b', stage), large),
      withPolicy(step('c', stage), { resources: { cores: 16 } }),
    ]);
    await checkCluster(plan, SETTINGS, { run, mayRun: ({ id }) => id !== 'c' });
    expect(calls.filter((call) => call.startsWith('sbatch --test-only')).length).toBe(2);
  });

  it('says that there is no Slurm, or that it does not answer', async () => {
    expect((await refusal({ scontrol: { code: 127 } })).message).toMatch(/has no Slurm/);
    const err = 'slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)\n';
    expect((await refusal({ scontrol: { code: 1, err } })).message).toMatch(/^Slurm does not answer/);
  });

  it.each([
    ['sbatch: error: invalid partition specified: x\n', /partition specified: x/, /The partitions are/],
    [
      'sbatch: error: Invalid account or account/partition combination specified\n',
      /Invalid account/,
      /sacctmgr|partition/,
    ],
    [
      'allocation failure: Requested node configuration is not available\n',
      /node configuration/,
      /"resources" of step "a"/,
    ],
    ['allocation failure: Invalid qos specification\n', /Invalid qos/, /"flags"/],
  ])('refuses what Slurm would: %s', async (err, message, hint) => {
    const error = await refusal({ sbatch: { code: 1, err } });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^Slurm would refuse the job of a: /);
    expect(error.hint).toMatch(hint);
  });

  it('refuses a time that the partition forbids: Slurm would let the job wait for ever', async () => {
    const error = await refusal({}, { ...SETTINGS, timeMs: 3 * 3_600_000 });
    expect(error.message).toBe('The job of a would never start: it asks for 3 h, and the default partition allows 2 h');
  });
});

describe('parseLimit()', () => {
  it.each([
    ['2:00', 120_000],
    ['1:02:03', 3_723_000],
    ['2-12:00:00', 216_000_000],
  ])('%s', (text, ms) => expect(parseLimit(text)).toBe(ms));

  it.each(['infinite', 'n/a', '', '12'])('%j is no limit', (text) => expect(parseLimit(text)).toBeUndefined());
});
