import { describe, expect, it } from 'vitest';
import {
  isAway,
  isFull,
  parseJobs,
  parseQueue,
  queueArguments,
  realCommands,
  submittedId,
  wordsOf,
} from '../../../../engine/execute/slurm/commands.ts';

// What Slurm 22.05 printed for jobs of its own.

const SHOWN = `JobId=21 ArrayJobId=14 ArrayTaskId=3 JobName=arr
   UserId=root(0) GroupId=root(0) MCS_label=N/A
   JobState=COMPLETED Reason=None Dependency=(null)
   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0
   NodeList=n3
   StdOut=/data/a store/rec/arr.log

JobId=14 ArrayJobId=14 ArrayTaskId=5-9 JobName=arr
   JobState=PENDING Reason=Resources Dependency=(null)
   Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:0
   NodeList=
`;

function failed(err: string): Parameters<typeof wordsOf>[0] {
  return { code: 1, out: '', err };
}

describe('parseQueue() + what squeue prints', () => {
  it('tells the tasks of arrays apart, and takes a job that is none for task 0', () => {
    const out = '15|N/A|PENDING||Resources\nx-1|14|3|RUNNING|n3|None\nx-2|15|N/A|PENDING||Resources\n\n';
    expect(parseQueue(out).slice(1)).toEqual([
      { name: 'x-1', id: '14', task: 3, state: 'RUNNING', node: 'n3', reason: 'None' },
      { name: 'x-2', id: '15', task: 0, state: 'PENDING', node: undefined, reason: 'Resources' },
    ]);
    expect(parseQueue('')).toEqual([]);
  });

  it('asks for each task of an array, by name', () => {
    expect(queueArguments(['a', 'b'])).toContain('--name=a,b');
    expect(queueArguments(['a'])).toContain('--array');
  });
});

describe('parseJobs() + what scontrol prints', () => {
  it('reads each task that has begun, and leaves out those that wait together', () => {
    const jobs = parseJobs(SHOWN);
    expect([...jobs.keys()]).toEqual([3]);
    expect(jobs.get(3)).toMatchObject({ JobState: 'COMPLETED', ExitCode: '0:0', NodeList: 'n3' });
  });

  it('reads nothing from anything else', () => {
    expect(parseJobs('No jobs in the system\n').size).toBe(0);
  });
});

describe('submittedId()', () => {
  it('is the number that sbatch prints, with or without the name of the cluster', () => {
    expect(submittedId({ code: 0, out: '1234\n', err: '' })).toBe('1234');
    expect(submittedId({ code: 0, out: '1234;big\n', err: '' })).toBe('1234');
    expect(submittedId({ code: 0, out: 'Submitted batch job 1234\n', err: '' })).toBeUndefined();
    expect(submittedId({ code: 1, out: '1234\n', err: '' })).toBeUndefined();
  });
});

describe('wordsOf() + refusals', () => {
  it('leaves the reason, once, without the names of programs', () => {
    const err =
      'sbatch: error: invalid partition specified: nope\nallocation failure: Invalid partition name specified\n';
    expect(wordsOf(failed(err))).toBe('invalid partition specified: nope; Invalid partition name specified');
    const twice = 'sbatch: error: Batch job submission failed: Requested node configuration is not available\n';
    expect(wordsOf(failed(twice + twice))).toBe('Requested node configuration is not available');
  });

  it('tells a controller that is away, and a limit that will pass, from a refusal', () => {
    expect(isAway(failed('slurm_load_jobs error: Unable to contact slurm controller (connect failure)'))).toBe(true);
    expect(isAway(failed('sbatch: error: Batch job submission failed: Socket timed out on send/recv operation'))).toBe(
      true,
    );
    expect(isFull(failed('sbatch: error: AssocMaxSubmitJobLimit'))).toBe(true);
    for (const each of [isAway, isFull])
      expect(each(failed('sbatch: error: invalid partition specified: x'))).toBe(false);
  });
});

describe('realCommands() + programs', () => {
  it('passes the input, and brings back output, errors and the exit code', async () => {
    const { code, out, err } = await realCommands('sh', ['-c', 'cat; echo no >&2; exit 3'], 'script\n');
    expect({ code, out, err }).toEqual({ code: 3, out: 'script\n', err: 'no\n' });
  });

  it('says that a program is missing, by the exit code of a shell', async () => {
    expect(await realCommands('no-such-program-here', [])).toMatchObject({ code: 127 });
  });

  it('hides from Slurm that this process is a job itself', async () => {
    process.env['SLURM_JOB_ID'] = '7';
    process.env['SBATCH_TIMELIMIT'] = '1';
    try {
      const { out } = await realCommands('sh', ['-c', 'echo "$SLURM_JOB_ID$SBATCH_TIMELIMIT|"']);
      expect(out).toBe('|\n');
    } finally {
      delete process.env['SLURM_JOB_ID'];
      delete process.env['SBATCH_TIMELIMIT'];
    }
  });
});
