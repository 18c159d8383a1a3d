import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { execute } from '../../../../engine/execute/execute.ts';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { DiskLeases } from '../../../../engine/store/local/leases.ts';
import { bundle } from '../../../helpers/bundle.ts';
import { fakeStage } from '../../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../../helpers/fake-world.ts';
import { tempDir } from '../../../helpers/temp-dir.ts';

describe('a run that is stopped by Ctrl-Z in the middle of a step [C4]', () => {
  it('is told, then passed by, and has the same result when it goes on', { timeout: 120_000 }, async () => {
    const folder = tempDir();
    const root = join(folder, 'store');
    const go = join(folder, 'go');
    const fixture = await bundle(new URL('frozen.fixture.ts', import.meta.url), folder);
    const frozen = spawn(process.execPath, [fixture, root, go], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    frozen.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const ended = once(frozen, 'exit');
    await once(frozen.stdout, 'data');
    expect(printed).toBe('started\n');
    frozen.kill('SIGSTOP');
    try {
      const store = await openStore(root);
      const { temporary, notices } = store;
      const told: string[] = [];
      notices.listen((message) => told.push(message));
      const patience = { told: 300, unseen: 100, frozen: 1500 };
      const leases = new DiskLeases(join(root, 'leases'), { temporary, notices }, patience);
      const { stage, runs } = fakeStage();
      const results = await execute(planOf([step('a', stage, { n: 1 })]), fakeWorld({ ...store, leases }));
      const result = results.get('a');
      expect(runs).toEqual([{ n: 1 }]);
      expect(told).toEqual([
        expect.stringMatching(
          /^Run \d+ on \S+ has given no sign of life for 300 ms: it may be stopped \(Ctrl-Z\)\. After 1\.5 s/,
        ),
        expect.stringMatching(/^Run \d+ on \S+ is still silent. This run continues without it$/),
      ]);
      // Nothing of the one that is stopped was touched.
      await temporary.removeStale();
      expect(readdirSync(join(root, 'tmp')).some((name) => name.startsWith(`${frozen.pid}-`))).toBe(true);

      writeFileSync(go, '');
      frozen.kill('SIGCONT');
      expect(await ended).toEqual([0, null]);
      const digest = result?.action === 'finished' ? result.record.outputs['out']?.digest : 'none';
      expect(printed).toBe(`started\nfinished ${digest}\n`);
      expect(readdirSync(join(root, 'leases'))).toEqual([]);
      await store.close();
      expect(readdirSync(join(root, 'tmp'))).toEqual([]);
    } finally {
      frozen.kill('SIGKILL');
    }
  });
});
