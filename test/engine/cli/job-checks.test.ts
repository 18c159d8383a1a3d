import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Application } from '../../../engine/cli/application.ts';
import { checkAssay, checkNumerics, checkSurroundings, openStages } from '../../../engine/cli/job-checks.ts';
import { StageFailure } from '../../../engine/core/failure.ts';
import type { Fingerprint } from '../../../engine/core/record.ts';
import type { BatchHead } from '../../../engine/execute/slurm/batch.ts';

const here = hostname();

function assay(version: string, code: string, facts: Readonly<Record<string, string | number>> = {}): Application {
  const numerics = () => ({ runtime: { backend: 'portable', threads: 1 }, facts });
  return { version, program: { main: 'main.js', code }, numerics } as unknown as Application;
}

function head(runtime: Readonly<Record<string, string | number>>): BatchHead {
  return { facts: { code: {}, rules: 'r', runtime }, requested: {} } as unknown as BatchHead;
}

function failureOf(check: () => void): StageFailure | undefined {
  try {
    check();
  } catch (error) {
    if (error instanceof StageFailure) return error;
    throw error;
  }
  return undefined;
}

const FINGERPRINT: Fingerprint = {
  format: 1,
  rules: 'r',
  stage: 'command',
  code: { digest: 'c' },
  params: {},
  inputs: { of: [] },
  files: { 'a.py': null },
  facts: { versions: 'Python 3.11' },
};

describe('what a job checks on its node', () => {
  it('accepts the Assay that made the keys, and names the node with another', () => {
    const expected = { version: '1.0.0', code: 'c' };
    expect(failureOf(() => checkAssay(assay('1.0.0', 'c'), expected))).toBeUndefined();
    expect(failureOf(() => checkAssay(assay('1.0.1', 'd'), expected))?.message).toBe(
      `Node ${here} has another Assay: version 1.0.1, not 1.0.0`,
    );
    expect(failureOf(() => checkAssay(assay('1.0.0', 'd'), expected))?.message).toBe(
      `Node ${here} has another Assay: version 1.0.0 with other code`,
    );
  });

  it('refuses to compute other bits, and names what differs', () => {
    const facts = { backend: 'tensorflow', isa: 'avx512', threads: 2 };
    expect(failureOf(() => checkNumerics(assay('1', 'c', facts), head(facts)))).toBeUndefined();
    const failure = failureOf(() => checkNumerics(assay('1', 'c', { ...facts, isa: 'avx2' }), head(facts)));
    expect(failure?.message).toBe(
      `Node ${here} would compute other bits than the machine where the run began: isa is "avx2", not "avx512"`,
    );
    expect(failure?.hint).toMatch(/runtime.isa/);
  });

  it('lets inputs and files change, which its loop sees, but not programs or code', () => {
    const changed = (change: Partial<Fingerprint>): string | undefined =>
      failureOf(() => checkSurroundings('embed', FINGERPRINT, { ...FINGERPRINT, ...change }))?.message;
    expect(changed({})).toBeUndefined();
    expect(changed({ files: { 'a.py': 'sha256:1' as never } })).toBeUndefined();
    expect(changed({ facts: { versions: 'Python 3.9' } })).toMatch(
      new RegExp(`^On node ${here}, embed would be another step`),
    );
    expect(changed({ code: { digest: 'd' } })).toMatch(/code changed/);
  });

  it('says that the packs of the project cannot be opened', async () => {
    const program = { application: assay('1', 'c'), stagesOf: () => Promise.resolve(undefined) };
    await expect(openStages(program, { version: '1', code: 'c', packs: '/p/packs.json' })).rejects.toThrow(
      `Node ${here} cannot open the packs of the project, /p/packs.json`,
    );
  });
});
