import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { fingerprintOf, keyOf } from '../../../engine/plan/fingerprint.ts';
import { execute } from '../../../engine/execute/execute.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import type { World } from '../../../engine/execute/world.ts';
import type { Stage, StageContext } from '../../../engine/core/stage.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { bundle } from '../../helpers/bundle.ts';
import { fakeStage, writeAll } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';
import { TABLE, workerStage } from '../../helpers/worker-stages.ts';

const IN_KEY = digestOfBytes('the table');
const OTHER = digestOfBytes('half the table');

let folder = '';
let fixture = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  fixture = await bundle(new URL('../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What becomes of a step `a` of the stage, in whose key every file has the digest `IN_KEY`. */
async function runWith(stage: Stage, params = {}): Promise<StepResult | undefined> {
  const facts = { code: { [stage.name]: {} }, rules: 'r', runtime: {}, fileDigest: () => IN_KEY };
  const key: World['keyOf'] = (planned, inputs) => {
    const fingerprint = fingerprintOf(planned, inputs, facts);
    return { key: keyOf(fingerprint), fingerprint };
  };
  const world = fakeWorld(memoryStore(tempDir()), { keyOf: key, workerEntry: { file: fixture, args: ['worker'] } });
  return (await execute(planOf([step('a', stage, params)]), world)).get('a');
}

/** A stage that declares the file `TABLE` and says of it what it likes. */
function reading(use: (context: StageContext) => void): Stage {
  const { stage } = fakeStage({
    async run(context) {
      use(context);
      await writeAll(context);
    },
  });
  return { ...stage, files: () => ({ table: TABLE }) };
}

const CHANGED = {
  action: 'failed',
  error: new StageFailure(`${TABLE}, which a reads, was changed while it ran`, {
    hint: 'Run again when the file is complete.',
  }),
};

describe('usedFile() and the key', () => {
  it('keeps a result that was made of the bytes in the key, however the path is written', async () => {
    const same = await runWith(reading((context) => context.usedFile(resolve(TABLE), IN_KEY)));
    expect(same?.action).toBe('finished');
  });

  it('fails the step when any reading had other bytes, though the file is back to what it was', async () => {
    const twice = reading((context) => {
      context.usedFile(TABLE, OTHER);
      context.usedFile(TABLE, IN_KEY);
    });
    expect(await runWith(twice)).toMatchObject(CHANGED);
  });

  it('comes out of a process of its own', async () => {
    expect((await runWith(workerStage('uses'), { digest: IN_KEY }))?.action).toBe('finished');
    expect(await runWith(workerStage('uses'), { digest: OTHER })).toMatchObject(CHANGED);
  });

  it('blames the stage that says nothing of a file, or uses one that it does not declare', async () => {
    expect(await runWith(reading(() => undefined))).toMatchObject({
      action: 'failed',
      error: new Error(`Stage "fake" has not said which bytes of ${TABLE} it has used`),
    });
    const other = reading((context) => {
      context.usedFile(TABLE, IN_KEY);
      context.usedFile('other.csv', IN_KEY);
    });
    expect(await runWith(other)).toMatchObject({
      action: 'failed',
      error: new Error(`Stage "fake" has used ${resolve('other.csv')}, which is not among its \`files\``),
    });
    const { stage } = fakeStage({ run: async (context) => context.usedFile(TABLE, IN_KEY) });
    expect(await runWith(stage)).toMatchObject({
      error: new Error(`Stage "fake" uses the file ${TABLE} but does not declare its \`files\``),
    });
  });
});
