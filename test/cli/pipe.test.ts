import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assay, finishedRun, leftovers, MAIN, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const run = finishedRun();

/** Runs a line of shell in which `assay` is the program; standard output and error, and the exit code of the line. */
async function shell(line: string, cwd: string): Promise<{ code: number; out: string; err: string }> {
  const script = `assay() { "${process.execPath}" "${MAIN}" "$@"; }\n${line}`;
  try {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', script], { cwd });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

describe('assay, in a pipe', () => {
  it('does not mind a reader that stops early', async () => {
    expect(await shell('assay schema | head -n 1', run.folder)).toEqual({ code: 0, out: '{\n', err: '' });
  });

  it('ends its run when nobody listens any more', async () => {
    const cwd = run.copy();
    const { out, err } = await shell(`assay run ${TINY} --json --force data | head -n 1`, cwd);
    expect(err).toBe('');
    expect(out).toMatch(/^\{"type":"plan",.*\}\n$/);
    expect((await assay(['show', 'tiny'], { cwd })).out).toMatch(/^tiny run 2: done/);
  });

  it('takes no experiment from a pipe, and does not wait for one', async () => {
    const { code, err } = await shell('mkfifo pipe; assay validate pipe', tempDir());
    expect({ code, err }).toEqual({
      code: 2,
      err: 'Error: Cannot read "pipe": it is not a file\nHint: Pass a YAML file.\n',
    });
  });

  it('says when its output cannot be written', async () => {
    const { code, err } = await shell('assay schema > /dev/full', run.folder);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: Cannot write the output: ENOSPC: .*\n$/);
  });

  it.each([
    ['standard error', '2> /dev/full', { code: 0, err: '' }],
    ['standard output', '> /dev/full', { code: 0, err: /\nError: Cannot write the output: ENOSPC: .*\n$/ }],
    ['both', '> /dev/full 2>&1', { code: 0, err: '' }],
    ['the events', '--json > /dev/full', { code: 0, err: /^Error: Cannot write the output: ENOSPC: .*\n$/ }],
    ['the reader of both', '2>&1 | true', { code: 0, err: '' }],
  ])('goes on with its run when %s is lost [B5, case 05]', async (_, to, { code, err }) => {
    const cwd = run.copy();
    const outcome = await shell(`assay run ${TINY} --force data ${to}`, cwd);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toMatch(err);
    expect((await assay(['show', 'tiny'], { cwd })).out).toMatch(/^tiny run 2: done/);
    expect(leftovers(cwd)).toEqual([]);
  });

  it('says by its exit code that the run failed, when nobody could be told [B5]', async () => {
    const cwd = run.copy();
    const outcome = await shell(
      `assay run ${TINY} --set steps.training.timeout=1ms --force training > /dev/full 2>&1`,
      cwd,
    );
    expect(outcome.code).toBe(1);
    expect(leftovers(cwd)).toEqual([]);
  });
});
