import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cancelled, StageFailure } from '../../../engine/core/failure.ts';
import { runProgram } from '../../../stages/command/program.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

const env = { PATH: process.env['PATH'] ?? '' };
const shell = (script: string, options: { signal?: AbortSignal; onLine?: (line: string) => void } = {}) =>
  runProgram(
    { file: 'sh', args: ['-c', script], env },
    { signal: options.signal ?? new AbortController().signal, onLine: options.onLine ?? (() => undefined) },
  );
const failureOf = async (work: Promise<void>): Promise<StageFailure> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StageFailure)) throw new Error(`expected a StageFailure, found ${String(error)}`);
  return error;
};
const isRunning = (pid: number): boolean => {
  try {
    // A zombie has ended: nobody has asked for its exit code yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const until = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !condition(); tries++) await setTimeout(25);
  expect(condition()).toBe(true);
};

describe('runProgram()', () => {
  it('gives the lines of standard error, also a last one without an end', async () => {
    const lines: string[] = [];
    await shell('echo one >&2; echo out; printf two >&2', { onLine: (line) => lines.push(line) });
    expect(lines).toEqual(['one', 'two']);
  });

  it('fails with the exit code and the last output', async () => {
    const failure = await failureOf(shell('echo first; echo last >&2; exit 3'));
    expect(failure.message).toContain('ended with exit code 3');
    expect(failure.message).toContain('last');
  });

  it('says so when the program printed nothing', async () => {
    expect((await failureOf(shell('exit 1'))).message).toContain('It printed nothing.');
  });

  it('tells a program that is not there, and one that may not be run', async () => {
    const none = runProgram(
      { file: 'no-such-program-x', args: [], env },
      { signal: new AbortController().signal, onLine: () => undefined },
    );
    expect((await failureOf(none)).message).toBe('Cannot start "no-such-program-x": there is no such program');
    const file = join(tempDir(), 'plain.txt');
    writeFileSync(file, 'text');
    const plain = runProgram(
      { file, args: [], env },
      { signal: new AbortController().signal, onLine: () => undefined },
    );
    expect((await failureOf(plain)).hint).toContain('chmod +x');
  });

  it('keeps only the last lines of a program that prints 200 MB', { timeout: 60_000 }, async () => {
    const before = process.memoryUsage().rss;
    const failure = await failureOf(
      shell('yes "a line that is repeated for ever" | head -c 200000000; echo the end; exit 1'),
    );
    expect(failure.message).toContain('the end');
    expect(failure.message.length).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  it('kills a program that ignores SIGTERM, with all it has started', { timeout: 20_000 }, async () => {
    const folder = tempDir();
    const controller = new AbortController();
    const script = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > ${folder}/child; while :; do sleep 0.1; done' & echo $$ > ${folder}/own; while :; do sleep 0.1; done`;
    const running = shell(script, { signal: controller.signal });
    const pids = ['child', 'own'].map((name) => join(folder, name));
    await until(() => pids.every((path) => existsSync(path) && readFileSync(path, 'utf8').trim() !== ''));
    controller.abort();
    await expect(running).rejects.toThrow(Cancelled);
    for (const path of pids) await until(() => !isRunning(Number(readFileSync(path, 'utf8'))));
  });

  it('ends what the program has left running', async () => {
    const folder = tempDir();
    await shell(`(sleep 60 & echo $! > ${folder}/left) > /dev/null 2>&1`);
    const pid = Number(readFileSync(join(folder, 'left'), 'utf8'));
    await until(() => !isRunning(pid));
    expect(isRunning(pid)).toBe(false);
  });

  it('passes on exactly the variables it is given', async () => {
    const folder = tempDir();
    process.env['ASSAY_TEST_SECRET'] = 'secret';
    try {
      await runProgram(
        { file: 'sh', args: ['-c', `env > ${folder}/env`], env: { ...env, GIVEN: 'yes' } },
        { signal: new AbortController().signal, onLine: () => undefined },
      );
    } finally {
      delete process.env['ASSAY_TEST_SECRET'];
    }
    const seen = readFileSync(join(folder, 'env'), 'utf8');
    expect(seen).toContain('GIVEN=yes');
    expect(seen).not.toContain('secret');
  });
});
