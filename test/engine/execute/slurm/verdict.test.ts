import { describe, expect, it } from 'vitest';
import { verdictOf, whyStuck, type Ended } from '../../../../engine/execute/slurm/verdict.ts';

/** What Slurm 22.05 said of jobs that ended in these ways, with what they had printed. */
const ENDS: Readonly<Record<string, { state: string; exit: string; printed?: string }>> = {
  'over its memory, without cgroups': {
    state: 'FAILED',
    exit: '0:9',
    printed:
      'slurmstepd-n1: error: StepId=8.batch exceeded memory limit (108643328 > 104857600), being killed\nslurmstepd-n1: error: Exceeded job memory limit\n',
  },
  'over its memory, with cgroups': { state: 'OUT_OF_MEMORY', exit: '0:125', printed: 'Detected 1 oom-kill event(s)' },
  'over its time': {
    state: 'TIMEOUT',
    exit: '0:15',
    printed: 'slurmstepd-n1: error: *** JOB 9 ON n1 CANCELLED AT 2026-11-27T21:33:22 DUE TO TIME LIMIT ***\n',
  },
  'its node died': { state: 'NODE_FAIL', exit: '0:0' },
  preempted: { state: 'PREEMPTED', exit: '0:15' },
  cancelled: { state: 'CANCELLED', exit: '0:15', printed: '*** JOB 10 ON n1 CANCELLED AT 2026-11-27T21:32:13 ***' },
  'its output could not be opened': { state: 'FAILED', exit: '0:53' },
  'the script sees no store': { state: 'FAILED', exit: '78:0' },
  'the script sees no Assay': { state: 'FAILED', exit: '79:0', printed: 'This node has no /opt/node\n' },
  killed: { state: 'FAILED', exit: '0:9' },
  'failed by itself': { state: 'FAILED', exit: '1:0', printed: 'Error: out of cheese\n' },
};

function judge(name: string, change: Partial<Ended> = {}): ReturnType<typeof verdictOf> {
  const { state = '', exit = '', printed = '' } = ENDS[name] ?? {};
  const facts = { JobId: '8', JobState: state, ExitCode: exit, NodeList: 'n1' };
  return verdictOf({
    facts,
    needs: { cores: 1, memory: 100e6, timeMs: 60_000 },
    node: 'n1',
    printed,
    store: '/s',
    ...change,
  });
}

describe('verdictOf() + recorded ends of jobs', () => {
  it.each([
    [
      'over its memory, without cgroups',
      'failed',
      'Its job needed more memory than it had on n1 (100 MB), so Slurm stopped it',
    ],
    [
      'over its memory, with cgroups',
      'failed',
      'Its job needed more memory than it had on n1 (100 MB), so Slurm stopped it',
    ],
    ['over its time', 'failed', 'Its job reached the time limit of 1 min, so Slurm stopped it'],
    ['its node died', 'again', 'Its job was lost, because its node n1 failed'],
    ['preempted', 'again', 'Its job was lost, because a job of higher priority took its place on n1'],
    ['cancelled', 'cancelled', 'Its job was cancelled'],
    ['its output could not be opened', 'avoid', 'Node n1 does not see the store /s, or may not write there'],
    ['the script sees no store', 'avoid', 'Node n1 does not see the store /s, or may not write there'],
    [
      'the script sees no Assay',
      'avoid',
      'Node n1 has no Assay where this machine has it. Its last output was:\nThis node has no /opt/node',
    ],
    ['killed', 'failed', 'Its job was killed by signal 9 on n1, without a result'],
    [
      'failed by itself',
      'failed',
      'Its job ended with exit code 1 on n1, without a result. Its last output was:\nError: out of cheese',
    ],
  ])('%s: %s', (name, kind, message) => {
    expect(judge(name)).toMatchObject({ kind, message });
  });

  it('says twice the memory, or a first amount', () => {
    expect(judge('over its memory, with cgroups').hint).toContain('memory: 200 MB');
    expect(judge('over its memory, with cgroups', { needs: { cores: 1 } }).hint).toContain('memory: 16 GB');
  });

  it('submits again what Slurm has forgotten', () => {
    expect(judge('killed', { facts: undefined }).kind).toBe('again');
  });
});

describe('whyStuck()', () => {
  it('explains what will never end, and not what only takes time', () => {
    expect(whyStuck('PartitionTimeLimit')).toMatch(/change "time"/);
    expect(whyStuck('ReqNodeNotAvail, UnavailableNodes:n[1-2]')).toMatch(/down or reserved/);
    for (const reason of ['Priority', 'Resources', 'None', 'JobArrayTaskLimit', ''])
      expect(whyStuck(reason)).toBeUndefined();
  });
});
