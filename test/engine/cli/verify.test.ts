import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { drawSteps } from '../../../engine/cli/replay.ts';
import { parseTolerances } from '../../../engine/cli/tolerance.ts';
import { toyFolder, type ToyFolder } from '../../helpers/toy-application.ts';

const YAML = `
experiment: toy
sweep: { n: [1, 2, 3] }
steps:
  one: { stage: number, value: $n }
  all: { stage: sum, of: one, over: [n] }
  more: { stage: sum, of: all, plus: 10 }
`;

let toy: ToyFolder;

beforeEach(async () => {
  toy = toyFolder(YAML);
  await toy.line.assay('run', toy.file, ...toy.store);
  toy.line.toys.runs.length = 0;
});

function verify(...args: string[]): ReturnType<typeof toy.line.assay> {
  return toy.line.assay('verify', toy.file, ...toy.store, ...args);
}

/** The last line of `--json`: what came of it. */
async function verified(
  ...args: string[]
): Promise<Record<string, unknown> & { artifacts: Record<string, unknown>[] }> {
  const { out } = await verify('--json', ...args);
  return JSON.parse(out.split('\n').at(-1) ?? '') as Awaited<ReturnType<typeof verified>>;
}

async function badges(): Promise<unknown[]> {
  const runs = JSON.parse((await toy.line.assay('log', '--json', ...toy.store)).out) as { verified: unknown }[];
  return runs.map((run) => run.verified);
}

/** The object that holds an artifact of the run. */
function objectOf(id: string): string {
  const run = JSON.parse(readFileSync(join(toy.folder, 'store', 'runs', 'toy', '1', 'run.json'), 'utf8')) as {
    steps: { id: string; outputs: { out: { digest: string } } }[];
  };
  const hex = (run.steps.find((step) => step.id === id)?.outputs.out.digest ?? '').replace('sha256:', '');
  return join(toy.folder, 'store', 'objects', 'sha256', hex.slice(0, 2), hex.slice(2));
}

describe('drawSteps()', () => {
  const ids = Array.from({ length: 50 }, (_, index) => `s${index}`);

  test('draws the same steps for the same seed, in their order, and other ones for another', () => {
    const drawn = drawSteps(ids, { count: 10, seed: 7 });
    expect(drawSteps(ids, { count: 10, seed: 7 })).toEqual(drawn);
    expect(drawn).toHaveLength(10);
    expect(drawn).toEqual(ids.filter((id) => drawn.includes(id)));
    expect(drawSteps(ids, { count: 10, seed: 8 })).not.toEqual(drawn);
    // Whatever the order of the steps in the file.
    expect(drawSteps(ids.toReversed(), { count: 10, seed: 7 }).toSorted()).toEqual([...drawn].toSorted());
  });

  test('adds to what it drew when more are asked for, and draws all at most', () => {
    const few = drawSteps(ids, { count: 5, seed: 3 });
    const many = drawSteps(ids, { count: 20, seed: 3 });
    expect(few.every((id) => many.includes(id))).toBe(true);
    expect(drawSteps(ids, { count: 99, seed: 3 })).toEqual(ids);
  });

  test('draws every step about equally often', () => {
    const times = new Map(ids.map((id) => [id, 0]));
    for (let seed = 0; seed < 1000; seed++)
      for (const id of drawSteps(ids, { count: 10, seed })) times.set(id, (times.get(id) ?? 0) + 1);
    // 1000 draws at 1 in 5: mean 200, standard deviation 12.6; five of them leave room for fifty steps.
    expect(Math.min(...times.values())).toBeGreaterThan(137);
    expect(Math.max(...times.values())).toBeLessThan(263);
  });
});

describe('parseTolerances()', () => {
  const own = { model: 1e-4, table: 1e-3 };

  test('takes values, own values, and all of them; the later counts', () => {
    expect(parseTolerances([], own)).toEqual({});
    expect(parseTolerances(['model=0.5'], own)).toEqual({ model: 0.5 });
    expect(parseTolerances(['model'], own)).toEqual({ model: 1e-4 });
    expect(parseTolerances(['default', 'table=0'], own)).toEqual({ model: 1e-4, table: 0 });
  });

  test.each([
    ['modle=1', 'Unknown kind of artifact "modle", did you mean "model"?'],
    ['model=', 'Expected a number from 0 as the tolerance of "model", found ""'],
    ['model=-1', 'found "-1"'],
    ['model=1e-3x', 'found "1e-3x"'],
    ['model=Infinity', 'found "Infinity"'],
    ['toString', 'Unknown kind of artifact "toString"'],
  ])('refuses %s', (text, message) => {
    expect(() => parseTolerances([text], own)).toThrow(message);
  });
});

describe('assay verify --sample', () => {
  test('runs only the steps drawn, each from its recorded inputs', async () => {
    // What comes anew differs: a step that took its inputs from another one drawn would differ by more.
    toy.line.toys.drift = 1;
    const { code, out, err } = await verify('--sample', '5', '--seed', '1');
    expect(code).toBe(1);
    expect(err).toContain(
      'Sampled 5 of 5 steps (to repeat: --sample 5 --seed 1): one[n=1], one[n=2], one[n=3], all, more',
    );
    expect(toy.line.toys.runs).toHaveLength(5);
    // Only the stage `number` drifts: sums of recorded numbers come out as they were.
    expect(out).toContain(
      '3 of 5 artifacts of 5 of 5 steps (seed 1) differ; the first is one[n=1].out: it differs by 1',
    );
    expect(out).not.toContain('all.out');
  });

  test('draws the same steps by the same seed, says which, and records it', async () => {
    const first = await verified('--sample', '2', '--seed', '11');
    expect(first['sample']).toEqual({ seed: 11, count: 2, of: 5 });
    expect(first.artifacts).toHaveLength(2);
    expect(toy.line.toys.runs).toHaveLength(2);
    const again = await verified('--sample', '2', '--seed', '11');
    expect(again.artifacts).toEqual(first.artifacts);
    expect((await toy.line.assay('show', 'toy', ...toy.store)).out).toContain(
      '2 of 2 artifacts the same; 2 of 5 steps, sampled with seed 11',
    );
  });

  test('draws by another seed each time when none is given, and says it', async () => {
    const seeds = [await verified('--sample', '1'), await verified('--sample', '1')].map(({ sample }) => sample);
    const [a, b] = seeds as [{ seed: number }, { seed: number }];
    expect(a.seed).not.toBe(b.seed);
    expect((await verify('--sample', '1', '--seed', String(a.seed))).err).toContain(`--seed ${a.seed})`);
  });

  test('adds up in the badge', async () => {
    await verified('--sample', '2', '--seed', '11');
    expect(await badges()).toEqual([{ same: 2, within: 0, different: 0, of: 5 }]);
    await verified('--sample', '4', '--seed', '11');
    expect((await toy.line.assay('log', ...toy.store)).out).toMatch(/^toy +1 +done .* 4\/5 +\S+$/m);
    await verify();
    await verified('--sample', '1', '--seed', '11');
    expect(await badges()).toEqual([{ same: 5, within: 0, different: 0, of: 5 }]);
  });

  test('says so when a recorded input is gone', async () => {
    rmSync(objectOf('all'));
    const lost = await verify('--sample', '5', '--seed', '1');
    expect([lost.code, toy.line.toys.runs]).toEqual([2, []]);
    expect(lost.err).toContain('all.out of run 1 is lost or damaged, so nothing can start from it');
  });

  test('is needed for --seed', async () => {
    expect((await verify('--seed', '1')).err).toContain('Expected --sample with --seed');
  });
});

describe('assay verify --tolerance', () => {
  test('counts what differs by no more as within, and says by how much', async () => {
    toy.line.toys.drift = 0.25;
    const strict = await verify('--until', 'one');
    expect([strict.code, strict.out.includes('3 of 3 artifacts differ')]).toEqual([1, true]);
    const { code, out } = await verify('--until', 'one', '--tolerance', 'number=0.25');
    expect(code).toBe(0);
    expect(out).toContain('0 of 3 artifacts came out the same, byte for byte, 3 within tolerance.');
    expect(out).toMatch(/^one\[n=2\]\.out +\w{12} +\w{12} +within tolerance: by 0\.25$/m);
    expect(await badges()).toEqual([{ same: 0, within: 3, different: 0, of: 5 }]);
    expect((await toy.line.assay('log', ...toy.store)).out).toContain('3/5 (3 within)');
    expect((await toy.line.assay('show', 'toy', ...toy.store)).out).toMatch(
      /^verified 3\/5 \(3 within\)\n.*\n {2}\S+Z on \S+: 0 of 3 artifacts the same; 3 within tolerance, by at most 0\.25$/m,
    );
    expect((await verify('--until', 'one', '--tolerance', 'number=0.249')).code).toBe(1);
    expect((await toy.line.assay('log', ...toy.store)).out).toContain('0/5 (3 differ)');
  });

  test('default is what the field of work states', async () => {
    toy.line.toys.drift = 0.5;
    expect((await verify('--until', 'one', '--tolerance', 'default')).code).toBe(0);
    toy.line.toys.drift = 0.51;
    expect((await verify('--until', 'one', '--tolerance', 'default')).code).toBe(1);
  });
});

describe('assay verify', () => {
  test('compares with the run that is named, and refuses to compare other work', async () => {
    await toy.line.assay('run', toy.file, ...toy.store, '--set', 'steps.more.plus=20');
    const other = await verify();
    expect(other.code).toBe(2);
    expect(other.err).toContain('The file no longer describes run 2 of toy: more: params.plus 20 -> 10');
    expect((await verify('--run', '1')).code).toBe(0);
    expect((await verify('--set', 'steps.more.plus=20')).code).toBe(0);
    expect(await badges()).toEqual([
      { same: 5, within: 0, different: 0, of: 5 },
      { same: 5, within: 0, different: 0, of: 5 },
    ]);
  });

  test('compares under another code, says so, and a difference there does not count against the run', async () => {
    await verify();
    toy.line.toys.code['number'] = { digest: 'n2' };
    toy.line.toys.drift = 1;
    const { code, out } = await verify();
    expect(code).toBe(1);
    expect(out).toContain('The keys differ: code changed.');
    expect(await badges()).toEqual([{ same: 5, within: 0, different: 0, of: 5 }]);
    const shown = JSON.parse((await toy.line.assay('show', 'toy', '--json', ...toy.store)).out) as {
      verifications: object[];
    };
    expect(shown.verifications).toEqual([
      expect.not.objectContaining({ conditions: expect.anything() }),
      expect.objectContaining({ conditions: ['code changed'] }),
    ]);
  });

  test('counts what came out the same under other keys', async () => {
    toy.line.toys.code['sum'] = { digest: 's2' };
    toy.line.toys.drift = 0.25;
    await verify('--tolerance', 'number=0.3', '--until', 'one');
    expect(await badges()).toEqual([{ same: 0, within: 3, different: 0, of: 5 }]);
    toy.line.toys.code['number'] = { digest: 'n2' };
    toy.line.toys.drift = 1;
    await verify();
    // Three more came out the same nowhere, so they are not counted; nor is the difference.
    expect(await badges()).toEqual([{ same: 0, within: 3, different: 0, of: 5 }]);
  });

  test('says what could not be made again, which is no difference', async () => {
    toy.line.toys.failures = 1;
    const { code, out } = await verify('--jobs', '1');
    expect(code).toBe(1);
    expect(out).toContain('Run 1 of toy: 3 of 5 artifacts could not be made again');
    expect(out).toMatch(/^more\.out +- +missing: its step has no result now$/m);
    expect(await badges()).toEqual([{ same: 2, within: 0, different: 0, of: 5 }]);
  });

  test('says that an artifact differs although what it was is lost', async () => {
    rmSync(objectOf('more'));
    expect((await verify()).code).toBe(0);
    toy.line.toys.drift = 1;
    rmSync(objectOf('one[n=1]'));
    const lost = await verify('--until', 'one');
    expect(lost.out).toMatch(
      /^one\[n=1\]\.out +\w{12} +\w{12} +the bytes differ; this kind has no numeric comparison$/m,
    );
  });

  test('leaves out what the run has no result of', async () => {
    writeFileSync(toy.file, YAML.replace('[1, 2, 3]', '[1, 2, 3, 4]'));
    const { code, out, err } = await verify('--until', 'one');
    expect([code, out]).toEqual([0, 'Run 1 of toy: all 3 artifacts came out the same, byte for byte.']);
    expect(err).toContain('note: Left out 1 step of the file without a result in run 1');
  });

  test('tells what came of it where that cannot be kept', async () => {
    mkdirSync(join(toy.folder, 'store', 'runs', 'toy', '1', 'verified.json'));
    const { code, out, err } = await verify();
    expect([code, out]).toEqual([0, 'Run 1 of toy: all 5 artifacts came out the same, byte for byte.']);
    expect(err).toMatch(/note: Could not keep the outcome beside the run: Cannot write .*verified\.json/);
  });

  test('reads no verification that is damaged', async () => {
    await verify();
    writeFileSync(join(toy.folder, 'store', 'runs', 'toy', '1', 'verified.json'), '{"format":1');
    expect(await badges()).toEqual([null]);
    await verify('--until', 'one');
    expect(await badges()).toEqual([{ same: 3, within: 0, different: 0, of: 5 }]);
  });
});
