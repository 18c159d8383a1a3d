import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asUser, noSecondUser, OTHERS } from '../../helpers/second-user.ts';
import { toyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2, 3] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
outputs:
  sum.csv: { from: all, print: true }
`;

// A second user, for whom the store may only be read. The reason to skip: see noSecondUser.
describe.skipIf(noSecondUser !== undefined)('assay run and a store that may only be read', () => {
  async function finished(): Promise<ReturnType<typeof toyFolder>> {
    const toy = toyFolder(YAML);
    expect((await toy.line.assay('run', toy.file, ...toy.store)).code).toBe(0);
    for (const path of [toy.folder, ...below(toy.folder)]) chmodSync(path, 0o755);
    return toy;
  }

  function below(folder: string): readonly string[] {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.endsWith('latest'))
      .map((name) => join(folder, name));
  }

  it('works when everything is cached: it shows the table, says that there is no run, and writes nothing', async () => {
    const { line, file, folder, store } = await finished();
    const before = below(folder);
    const { code, out, err } = await asUser(OTHERS.one, () => line.assay('run', file, ...store));
    expect(err).toContain('The store is read-only. Every step is cached, but this run gets no number and no folder.');
    expect(code).toBe(0);
    expect(out).toMatch(/value\n-*\n? *6/);
    expect(out).toMatch(/^sum\.csv: .*objects\/sha256\/[0-9a-f]{2}\/[0-9a-f]{62}$/m);
    expect(line.toys.runs).toHaveLength(4);
    expect(below(folder)).toEqual(before);
    expect((await asUser(OTHERS.one, () => line.assay('run', file, '--json', ...store))).code).toBe(0);
  });

  it('refuses before anything starts when a step must run, and names it', async () => {
    const { line, file, store } = await finished();
    const { code, err } = await asUser(OTHERS.one, () =>
      line.assay('run', file, '--set', 'steps.all.plus=1', ...store),
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^Error: The store .+ is read-only, and all must run$/m);
    expect(err).toMatch(/^Hint: .*--store DIR/m);
    expect(line.toys.runs).toHaveLength(4);
  });

  it('shows, lists and checks without writing', async () => {
    const { line, folder, file, store } = await finished();
    const before = below(folder);
    for (const args of [['log'], ['show', 'toy'], ['fsck'], ['plan', file], ['gc', '--dry-run']]) {
      const { code } = await asUser(OTHERS.one, () => line.assay(...args, ...store));
      expect(code, args.join(' ')).toBe(0);
    }
    expect(below(folder)).toEqual(before);
  });

  it('says what is damaged there, and that it cannot be moved away', async () => {
    const { line, folder, file, store } = await finished();
    const objects = join(folder, 'store', 'objects', 'sha256');
    for (const name of readdirSync(objects, { recursive: true, encoding: 'utf8' })) {
      if (name.length < 60) continue;
      rmSync(join(objects, name));
      writeFileSync(join(objects, name), 'value\n7\n');
    }
    const { code, err } = await asUser(OTHERS.one, () => line.assay('run', file, ...store));
    expect(code).toBe(1);
    expect(err).toMatch(/Object sha256:[0-9a-f]{64} has other content .+ and cannot be moved to/);
  });
});
