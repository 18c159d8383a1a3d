import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfBytes } from '../../../engine/core/digest.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import { fingerprintOf, keyOf } from '../../../engine/plan/fingerprint.ts';
import { execute } from '../../../engine/execute/execute.ts';
import { fileDigests } from '../../../engine/execute/file-digests.ts';
import type { StepResult } from '../../../engine/core/result.ts';
import type { Stage } from '../../../engine/core/stage.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { fakeStage, writeAll } from '../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../helpers/fake-world.ts';
import { tempDir } from '../../helpers/temp-dir.ts';

/** What becomes of a step that reads every file of a folder, in which `change` does something after it has read them. */
async function runIn(folder: string, change: () => void): Promise<StepResult | undefined> {
  const paths = (): readonly string[] => readdirSync(folder).map((name) => join(folder, name));
  const { stage } = fakeStage({
    async run(context) {
      for (const path of paths()) context.usedFile(path, digestOfBytes(readFileSync(path)));
      change();
      await writeAll(context);
    },
  });
  const reader: Stage = { ...stage, files: () => Object.fromEntries(paths().map((path) => [path, path])) };
  const facts = { code: { [stage.name]: {} }, rules: 'r', runtime: {}, fileDigest: fileDigests() };
  const world = fakeWorld(memoryStore(tempDir()), {
    keyOf(planned, inputs) {
      const fingerprint = fingerprintOf(planned, inputs, facts);
      return { key: keyOf(fingerprint), fingerprint };
    },
  });
  return (await execute(planOf([step('a', reader)]), world)).get('a');
}

describe('execute() of a step whose files are those of a folder', () => {
  it.each<[string, (folder: string) => void]>([
    ['added', (folder) => writeFileSync(join(folder, 'new'), 'new')],
    ['removed', (folder) => rmSync(join(folder, 'one'))],
    ['edited', (folder) => writeFileSync(join(folder, 'one'), 'another')],
  ])('fails, and not as a bug, when one was %s after it was read', async (_, change) => {
    const folder = join(tempDir(), 'data');
    mkdirSync(folder);
    for (const name of ['one', 'two']) writeFileSync(join(folder, name), name);
    const result = await runIn(folder, () => change(folder));
    expect(result).toMatchObject({ action: 'failed', error: expect.any(StageFailure) as StageFailure });
  });

  it('keeps the result when nothing has changed', async () => {
    const folder = join(tempDir(), 'data');
    mkdirSync(folder);
    writeFileSync(join(folder, 'one'), 'one');
    expect(await runIn(folder, () => undefined)).toMatchObject({ action: 'finished' });
  });
});
