import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, filesIn, finishedRun, MAIN, startAssay, TINY, type Call } from '../helpers/assay.ts';

// A store that several containers share: each has its own process numbers, and perhaps the same host name.

const finished = finishedRun();
const TRAINING = /"type":"progress","step":"training\[filters=6\]"/;
const LONG = ['--set', 'steps.training.epochs=1000000', '--set', 'sweep.filters=[6]'];

const PLACES: Readonly<Record<string, readonly string[]>> = {
  'PID namespace': ['--fork', '--pid', '--mount-proc'],
  'PID namespace that sees the /proc of this one': ['--fork', '--pid'],
  'host name': ['--uts', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'],
};

/** Runs the program elsewhere. */
function elsewhere(place: string, args: readonly string[], cwd: string): { status: number | null; err: string } {
  const { status, stderr } = spawnSync('unshare', [...(PLACES[place] ?? []), process.execPath, MAIN, ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, err: stderr };
}

/** Whether this user may make namespaces: in many containers not even root may. */
function mayUnshare(place: string): boolean {
  return spawnSync('unshare', [...(PLACES[place] ?? []), 'true']).status === 0;
}

async function training(cwd: string): Promise<Call> {
  const call = startAssay(['run', TINY, '--json', ...LONG], { cwd });
  await call.shows(TRAINING);
  return call;
}

describe.each(Object.keys(PLACES))('a run, seen from another %s', (place) => {
  // Skipped where the system does not let us make such a place.
  it.skipIf(!mayUnshare(place))('keeps its files and its state, whatever is done there [B1, case 01]', async () => {
    const cwd = finished.copy();
    const call = await training(cwd);
    const tmp = join(cwd, 'artifacts', 'tmp');
    const [own = '', ...others] = readdirSync(tmp);
    expect(others).toEqual([]);
    for (const args of [
      ['log'],
      ['show', 'tiny'],
      ['plan', TINY],
      ['fsck'],
      ['gc', '--dry-run'],
      ['gc'],
      ['gc', '--keep-runs', '0', '--prune-runs'],
      ['run', TINY, '--until', 'data'],
    ]) {
      const { status, err } = elsewhere(place, args, cwd);
      expect({ args, status, err: status === 0 ? '' : err }).toEqual({ args, status: 0, err: '' });
      expect(readdirSync(tmp)).toEqual([own]);
      expect(filesIn(join(tmp, own))).toContain('owner');
    }
    expect(JSON.parse(readFileSync(join(cwd, 'artifacts', 'runs', 'tiny', '2', 'run.json'), 'utf8'))).toMatchObject({
      status: 'running',
    });
    const log = execFileSync('unshare', [...(PLACES[place] ?? []), process.execPath, MAIN, 'log'], { cwd });
    expect(String(log)).toMatch(/^tiny +2 +running /m);
    call.kill('SIGINT');
    expect((await call.outcome).code).toBe(130);
    expect(readdirSync(tmp)).toEqual([]);
  });
});

describe('what a killed run has left', () => {
  it.each([
    ['log'],
    ['show', 'tiny'],
    ['plan', TINY],
    ['validate', TINY],
    ['graph', TINY],
    ['fsck'],
    ['gc', '--dry-run'],
  ])('is not removed by assay %s, which only reads [B1]', async (...args) => {
    const cwd = finished.copy();
    const call = await training(cwd);
    call.kill('SIGKILL');
    await call.outcome;
    const tmp = join(cwd, 'artifacts', 'tmp');
    const before = filesIn(tmp);
    expect(before.length).toBeGreaterThan(0);
    expect((await assay(args, { cwd })).code).toBe(0);
    expect(filesIn(tmp)).toEqual(before);
    expect((await assay(['gc'], { cwd })).code).toBe(0);
    expect(filesIn(tmp)).toEqual([]);
  });
});
