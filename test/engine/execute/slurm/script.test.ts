import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, jobScript, plainPath } from '../../../../engine/execute/slurm/script.ts';
import { optionsOf } from '../../../../engine/execute/slurm/settings.ts';
import { batchArguments } from '../../../../engine/execute/slurm/submit.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

/** A folder with a space and a quote in its name, and a program in it that prints its arguments. */
function place(): { readonly folder: string; readonly node: string; readonly main: string } {
  const folder = join(tempDir(), "it's here");
  mkdirSync(folder);
  const [node, main] = [join(folder, 'node'), join(folder, 'main.js')];
  writeFileSync(node, '#!/bin/sh\necho "$GREETING $@"\n');
  chmodSync(node, 0o755);
  writeFileSync(main, '');
  return { folder, node, main };
}

function run(script: string): { readonly status: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync('sh', { input: script, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('jobScript() + sh', () => {
  it('runs the setup, then becomes the program, whatever is in its paths', () => {
    const { folder, node, main } = place();
    const script = jobScript(
      { node, main },
      { folder, setup: 'GREETING=hello\nexport GREETING', args: ['--job', folder] },
    );
    const { out, ...rest } = run(script);
    expect(rest).toEqual({ status: 0, err: '' });
    const [, started = '', began] = /^(.*) (\d{10,})\n$/.exec(out) ?? [];
    expect(started).toBe(`hello ${main} --job ${folder}`);
    expect(Math.abs(Number(began) - Date.now() / 1000)).toBeLessThan(60);
  });

  it('says by its exit code what a node lacks', () => {
    const { folder, node, main } = place();
    const scriptOf = (change: Partial<ReturnType<typeof place>>): string => {
      const all = { folder, node, main, ...change };
      return jobScript(all, { folder: all.folder, setup: '', args: [] });
    };
    expect(run(scriptOf({ folder: '/no/such/store' }))).toMatchObject({
      status: EXIT.noStore,
      err: expect.stringContaining('/no/such/store') as unknown,
    });
    expect(run(scriptOf({ node: '/no/node' })).status).toBe(EXIT.noAssay);
    expect(run(scriptOf({ main: '/no/main.js' })).status).toBe(EXIT.noAssay);
  });
});

describe('optionsOf() + needs', () => {
  const settings = { setup: '', flags: ['--qos=long'], partition: 'gpu', account: 'lab', timeMs: 3_600_000 };

  it('asks for what the step needs, in the units of Slurm; what the user adds comes last', () => {
    const options = optionsOf({ cores: 4, memory: 2e9, gpus: 1, timeMs: 90_001 }, settings);
    expect(options).toEqual(
      expect.arrayContaining([
        '--cpus-per-task=4',
        '--mem=1908M',
        '--gpus=1',
        '--time=2',
        '--partition=gpu',
        '--account=lab',
        '--no-requeue',
      ]),
    );
    expect(options.at(-1)).toBe('--qos=long');
  });

  it('takes the time of the settings for a step without one, and none without both', () => {
    expect(optionsOf({ cores: 1 }, settings)).toContain('--time=60');
    const bare = optionsOf({ cores: 1 }, { setup: '', flags: [] });
    expect(bare.filter((each) => /^--(time|mem|gpus|partition|account)/.test(each))).toEqual([]);
  });

  it('warns a job a minute before its end, and a short one in the middle', () => {
    expect(optionsOf({ cores: 1, timeMs: 3_600_000 }, settings)).toContain('--signal=B:USR2@60');
    expect(optionsOf({ cores: 1, timeMs: 60_000 }, settings)).toContain('--signal=B:USR2@30');
  });
});

describe('batchArguments()', () => {
  it('makes an array of any number of tasks, and protects percent signs in paths', () => {
    const submission = {
      name: 'x-1',
      folder: '/a%b',
      workFolder: '/w',
      tasks: 3,
      atOnce: 2,
      options: ['--time=1'],
      script: '',
    };
    expect(batchArguments(submission)).toEqual(
      expect.arrayContaining(['--array=0-2%2', '--output=/a%%b/%a.log', '--job-name=x-1', '--chdir=/w']),
    );
    expect(batchArguments({ ...submission, tasks: 1, atOnce: undefined })).toContain('--array=0-0');
    expect(plainPath('/a%b')).toBe('/a%%b');
  });
});
