import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../engine/store/local/disk.ts';
import { MAIN } from '../helpers/assay.ts';
import { fakeStage } from '../helpers/fake-stage.ts';
import { step } from '../helpers/fake-world.ts';
import { inTerminal, noTerminal, type PseudoTerminal } from '../helpers/pseudo-terminal.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { wholeRun } from '../helpers/whole-run.ts';

// Commands that ask before they act, with a person at a terminal.

const why = noTerminal();
const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

function assayIn(cwd: string, args: string): PseudoTerminal {
  return inTerminal(`'${process.execPath}' '${MAIN}' ${args}`, { cwd });
}

/** A folder with a store that has two runs of the experiment `test`. */
async function withRuns(): Promise<string> {
  const cwd = tempDir();
  const store = await openStore(join(cwd, 'artifacts'));
  const { stage } = fakeStage();
  for (const n of [1, 2]) await wholeRun(store, [step('a', stage, { n })], 'test', n);
  await store.close();
  return cwd;
}

function runsIn(cwd: string): readonly string[] {
  return readdirSync(join(cwd, 'artifacts', 'runs', 'test')).filter((name) => /^\d+$/.test(name));
}

describe.skipIf(why !== undefined)(`commands that ask${why === undefined ? '' : ` (left out: ${why})`}`, () => {
  it.each([
    ['y', `y${ENTER}`, ['2']],
    ['YES', `YES${ENTER}`, ['2']],
    ['n', `n${ENTER}`, ['1', '2']],
    ['another word', `of course${ENTER}`, ['1', '2']],
    ['Enter alone', ENTER, ['1', '2']],
  ])('rm says what it will remove and does so after "yes" only: %s', async (_, keys, left) => {
    const cwd = await withRuns();
    const terminal = assayIn(cwd, 'rm test@1');
    const asked = await terminal.shows(/Go ahead\? \[y\/N\] /);
    expect(asked).toMatch(/^Run 1 of test \(done, started \S+\) and its folder with 1 file will be removed\.\n/);
    expect(runsIn(cwd)).toEqual(['1', '2']);
    terminal.type(keys);
    expect(await terminal.ended).toBe(left.length === 1 ? 0 : 1);
    expect(runsIn(cwd)).toEqual(left);
  });

  it.each([
    ['Ctrl-C', CTRL_C, 130],
    ['Ctrl-C after "y"', `y${CTRL_C}`, 130],
    ['Ctrl-D', CTRL_D, 1],
  ])('rm removes nothing, and says so, when it is left with %s', async (_, keys, code) => {
    const cwd = await withRuns();
    const terminal = assayIn(cwd, 'rm test@1 test@2');
    await terminal.shows(/Go ahead\? \[y\/N\] /);
    terminal.type(keys);
    expect(await terminal.shows(/Nothing was changed\.\n/)).toMatch(/^y?\nNothing was changed\.\n$/);
    expect(await terminal.ended).toBe(code);
    expect(runsIn(cwd)).toEqual(['1', '2']);
  });

  it('rm --yes does not ask', async () => {
    const cwd = await withRuns();
    const terminal = assayIn(cwd, 'rm test@1 test@2 --yes');
    const text = await terminal.shows(/Removed run 2 of test\.\n/);
    expect(text).not.toContain('Go ahead');
    expect(await terminal.ended).toBe(0);
    expect(runsIn(cwd)).toEqual([]);
  });

  it.each([
    ['Enter alone', ENTER, true],
    ['y', `y${ENTER}`, true],
    ['n', `n${ENTER}`, false],
  ])('init lists the files that it will write, and writes them unless told not to: %s', async (_, keys, written) => {
    const cwd = tempDir();
    const terminal = assayIn(cwd, 'init');
    const asked = await terminal.shows(/Go ahead\? \[Y\/n\] /);
    expect(asked).toContain('\n  assay.yaml\n');
    expect(readdirSync(cwd)).toEqual([]);
    terminal.type(keys);
    expect(await terminal.ended).toBe(written ? 0 : 1);
    expect(existsSync(join(cwd, 'assay.yaml'))).toBe(written);
  });
});
