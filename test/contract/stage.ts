import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { contractOf, type Sample } from '../../testing/contract.ts';
import { ROOT } from '../helpers/assay.ts';
import { HEAVY, noteModules } from '../helpers/loaded-modules.ts';
import { tempDir } from '../helpers/temp-dir.ts';

/** What every stage of a sample must keep to, as a pack's stages do; and that its light half is light. */
export function testStages(sample: Sample): void {
  const { checks, end } = contractOf(sample);
  afterAll(end);

  describe.each(sample.stages)('the stage %s', (name) => {
    for (const check of checks.filter(({ stage }) => stage === name)) {
      it(`it ${check.name}`, { timeout: 60_000 }, async () => {
        await expect(check.run()).resolves.toBeUndefined();
      });
    }

    it('has a light half that loads nothing heavy', async () => {
      const notes = noteModules(tempDir());
      const light = pathToFileURL(join(ROOT, 'dist', 'stages', name, 'stage.js')).href;
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `await import('${light}')`], {
        env: { ...process.env, ...notes.env },
      });
      expect(notes.loaded()).toContain(light);
      expect(notes.loaded().filter((module) => HEAVY.test(module) || module.endsWith('/run.js'))).toEqual([]);
    });
  });
}
