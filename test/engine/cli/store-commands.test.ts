import { existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Application } from '../../../engine/cli/application.ts';
import { checkWholeStore } from '../../../engine/cli/commands/fsck.ts';
import { collectGarbage } from '../../../engine/cli/commands/gc.ts';
import type { Terminal } from '../../../engine/cli/output.ts';
import { openStore } from '../../../engine/store/local/disk.ts';
import { walk } from '../../../engine/store/local/walk.ts';
import { fakeStage } from '../../helpers/fake-stage.ts';
import { step } from '../../helpers/fake-world.ts';
import { toyCommandLine } from '../../helpers/toy-application.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { made, objectFile, wholeRun } from '../../helpers/whole-run.ts';

const { stage } = fakeStage();
// All that gc asks of the application.
const application = { registry: { stages: { fake: stage }, sections: {} } } as unknown as Application;

function fakeTerminal(interactive = false): Terminal & { readonly printed: string[]; readonly told: string[] } {
  const [printed, told]: string[][] = [[], []];
  return {
    printed: printed ?? [],
    told: told ?? [],
    out: (text) => printed?.push(text),
    err: (text) => told?.push(text),
    interactive,
  };
}

/** A store with three runs of one step, all long past, and the objects of each. */
async function filled(): Promise<{ store: string; objects: string[] }> {
  const folder = join(tempDir(), 'store');
  const store = await openStore(folder);
  const objects: string[] = [];
  for (const n of [1, 2, 3])
    objects.push(objectFile(store, made(await wholeRun(store, [step('a', stage, { n })], 'test', n), 'a').digest));
  await store.close();
  for (const [part, ending] of [
    ['actions', '.json'],
    ['objects/sha256', ''],
  ] as const)
    for (const { path } of walk(join(folder, part), ending)) utimesSync(path, 1, 1);
  return { store: folder, objects };
}

const GC = { keepRuns: 1, keepDays: 0, pruneRuns: false, dryRun: false, json: false };

describe('assay gc', () => {
  it('says what it would remove, changes nothing, then does it', async () => {
    const { store, objects } = await filled();
    const dry = fakeTerminal();
    expect(await collectGarbage({ ...GC, store, dryRun: true }, application, dry)).toBe(0);
    expect(dry.printed[0]).toMatch(/^kind +kept +size +to delete +size$/m);
    expect(dry.printed[0]).toMatch(/^text +1 +7 B +2 +14 B$/m);
    expect(dry.printed[0]).toMatch(
      /Would delete 4 files, .+\. Nothing was changed\.\nKept what 1 run needs, and everything/,
    );
    expect(objects.map((path) => existsSync(path))).toEqual([true, true, true]);
    const real = fakeTerminal();
    expect(await collectGarbage({ ...GC, store }, application, real)).toBe(0);
    expect(real.printed[0]).toContain('Deleted 4 files, ');
    expect(objects.map((path) => existsSync(path))).toEqual([false, false, true]);
    expect(existsSync(join(store, 'runs', 'test', '1', 'run.json'))).toBe(true);
  });

  it('--json holds amounts by kind', async () => {
    const { store } = await filled();
    const terminal = fakeTerminal();
    await collectGarbage({ ...GC, store, json: true }, application, terminal);
    expect(JSON.parse(terminal.printed[0] ?? '')).toMatchObject({
      dryRun: false,
      runsKept: 1,
      kinds: [
        { kind: 'records', removed: { count: 2 } },
        { kind: 'text', kept: { count: 1, bytes: 7 }, removed: { count: 2, bytes: 14 } },
      ],
    });
  });

  it('makes no store where there is none', async () => {
    const store = join(tempDir(), 'none');
    await expect(collectGarbage({ ...GC, store }, application, fakeTerminal())).rejects.toThrow('There is no store at');
    await expect(checkWholeStore({ store, json: false }, fakeTerminal())).rejects.toThrow('There is no store at');
    expect(existsSync(store)).toBe(false);
    // Nor where there is some other folder.
    const other = tempDir();
    writeFileSync(join(other, 'file'), '');
    await expect(checkWholeStore({ store: other, json: false }, fakeTerminal())).rejects.toThrow(
      'There is no store at',
    );
    expect(readdirSync(other)).toEqual(['file']);
  });
});

describe('assay fsck', () => {
  it('ends with 0 when all is whole', async () => {
    const { store } = await filled();
    const terminal = fakeTerminal();
    expect(await checkWholeStore({ store, json: false }, terminal)).toBe(0);
    expect(terminal.printed.join('\n').split('\n')).toEqual([
      'Checked 3 objects (21 B), 3 records, 3 runs: all intact.',
      // Which of the two is for the file system of the temporary folder to say.
      expect.stringMatching(
        /^The file system records every change, so .+|^Every object is hashed at every use, because .+/,
      ),
    ]);
  });

  it('ends with 1 and says what was damaged, where it went, and what makes it again', async () => {
    const { store, objects } = await filled();
    truncateSync(objects[1] ?? '', 3);
    const terminal = fakeTerminal();
    expect(await checkWholeStore({ store, json: false }, terminal)).toBe(1);
    const [text = ''] = terminal.printed;
    expect(text).toMatch(/^Checked 3 objects .+: 1 damaged, 1 record with lost outputs\./);
    expect(text).toMatch(/^Object sha256:[0-9a-f]{64} has other content \(3 bytes, .+\): moved to .*quarantine/m);
    expect(text).toMatch(/^Record [0-9a-f]{12} \(fake\) has lost out$/m);
    expect(text).toMatch(/^ {2}assay run test\.yaml {4}\(a; test run 2\)$/m);
  });

  it('--json holds the same', async () => {
    const { store, objects } = await filled();
    truncateSync(objects[0] ?? '', 3);
    writeFileSync(join(store, 'runs', 'test', '3', 'run.json'), 'x');
    const terminal = fakeTerminal();
    expect(await checkWholeStore({ store, json: true }, terminal)).toBe(1);
    expect(JSON.parse(terminal.printed[0] ?? '')).toMatchObject({
      ok: false,
      objects: { checked: 3, damaged: 1 },
      runs: { checked: 3, damaged: 1 },
      missing: [{ stage: 'fake', outputs: ['out'] }],
      rebuild: [{ experiment: 'test', run: 1, file: 'test.yaml', steps: ['a'] }],
    });
    expect(readFileSync(objects[1] ?? '', 'utf8')).toBe('{"n":2}');
  });
});

describe('the command line', () => {
  it('knows gc and fsck, and refuses numbers that are none', async () => {
    const { store } = await filled();
    const line = toyCommandLine();
    const wrong = await line.assay('gc', '--store', store, '--keep-runs', '1.5');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('Expected a whole number from 0, found "1.5".');
    const gc = await line.assay('gc', '--store', store, '--keep-runs', '2', '--json');
    expect(gc).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(gc.out)).toMatchObject({ dryRun: false, runsKept: 2 });
    expect(await line.assay('fsck', '--store', store)).toMatchObject({ code: 0, err: '' });
  });
});
