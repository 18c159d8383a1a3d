import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { here } from '../../../../engine/execute/executors/here.ts';
import { processes } from '../../../../engine/execute/executors/process.ts';
import { executorContract } from '../../../contract/executor.ts';
import { bundle } from '../../../helpers/bundle.ts';
import { workerStages } from '../../../helpers/worker-stages.ts';

let folder = '';
let fixture = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  fixture = await bundle(new URL('../../../helpers/worker.fixture.ts', import.meta.url), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

executorContract('here()', () => here(workerStages.stages, { cores: 2 }));
executorContract('processes()', () => processes({ file: fixture, args: ['worker'] }, { cores: 2 }));
