import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../engine/store/local/disk.ts';
import { assay, finishedRun, TINY, type Outcome } from '../helpers/assay.ts';
import { makePipe } from '../helpers/pipe.ts';

// A store from a stranger: in the place of a file there is something that never ends, or leads elsewhere. Every command comes
// to its end, and takes it for what it is.

const first = finishedRun();
const LIMIT_MS = 60_000;

/** What is put in the place of a file. */
const ODD: Readonly<Record<string, (path: string) => void>> = {
  'a pipe': makePipe,
  'a link to an endless device': (path) => symlinkSync('/dev/zero', path),
  'a folder': (path) => mkdirSync(path),
};

/** Files of a store that a command opens. */
const FILES: Readonly<Record<string, (cwd: string) => Promise<string>>> = {
  'store.json': async () => 'store.json',
  'the index of verified objects': async (cwd) =>
    (await openStore(join(cwd, 'artifacts'))).verified.name ?? 'verified-none',
  'run.json': async () => 'runs/tiny/1/run.json',
  latest: async () => 'runs/tiny/latest',
  'verified.json': async () => 'runs/tiny/1/verified.json',
  'notes.json': async () => 'runs/tiny/1/notes.json',
  'events.jsonl': async () => 'runs/tiny/1/events.jsonl',
  'a record': async (cwd) => firstIn(cwd, 'actions'),
  'an object': async (cwd) => firstIn(cwd, 'objects/sha256'),
};

function firstIn(cwd: string, folder: string): string {
  const path = join(cwd, 'artifacts', folder);
  const [fan = ''] = readdirSync(path).sort();
  const [name = ''] = readdirSync(join(path, fan)).sort();
  return join(folder, fan, name);
}

/** Ends by itself, and without a stack trace. */
async function call(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  const outcome = await Promise.race([
    assay(args, { cwd }),
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`assay ${args.join(' ')} does not end`)), LIMIT_MS).unref();
    }),
  ]);
  expect(outcome.err).not.toContain('has a bug');
  expect(outcome.err).not.toMatch(/^ {2}at /m);
  return outcome;
}

describe.skipIf(process.platform === 'win32')('assay log, gc and plan end (Windows has no pipes in folders)', () => {
  for (const [file, placeOf] of Object.entries(FILES)) {
    it(`with anything in the place of ${file}`, { timeout: 5 * LIMIT_MS }, async () => {
      for (const [what, make] of Object.entries(ODD)) {
        const cwd = first.copy();
        const path = join(cwd, 'artifacts', await placeOf(cwd));
        rmSync(path, { force: true });
        make(path);
        for (const args of [['log'], ['gc', '--dry-run'], ['plan', TINY]]) {
          const { code } = await call(cwd, ...args);
          expect([0, 1, 2, 3], `${what}: ${args.join(' ')}`).toContain(code);
        }
      }
    });
  }

  it('with a link to a record in the place of run.json: it is no run', async () => {
    const cwd = first.copy();
    const path = join(cwd, 'artifacts/runs/tiny/1/run.json');
    renameSync(path, join(cwd, 'elsewhere.json'));
    symlinkSync(join(cwd, 'elsewhere.json'), path);
    expect((await call(cwd, 'log')).out).toMatch(/^tiny +1 +damaged/m);
    expect((await call(cwd, 'show', 'tiny')).code).toBe(2);
    // `assay fsck` takes the link away, and leaves alone what it led to.
    expect((await call(cwd, 'fsck')).code).toBe(1);
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
    expect(existsSync(join(cwd, 'elsewhere.json'))).toBe(true);
  });
});
