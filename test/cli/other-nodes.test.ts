import { describe, expect, it } from 'vitest';
import { nodePath, OTHER_NODES } from '../../scripts/node-path.mjs';
import { assay, finishedRun, TINY } from '../helpers/assay.ts';

// The version of Node is in no key, because no result depends on it: so the same steps must be reused, and the same bytes
// come out.

const run = finishedRun();

interface Verified {
  readonly host: { readonly node: string };
  readonly artifacts: readonly { readonly outcome: string }[];
}

// Those that are there besides this one: CI installs them with "node scripts/other-nodes.mjs" (50 MB each).
const others = OTHER_NODES.map((major) => ({ major, node: nodePath(major) })).filter(({ node }) => node !== undefined);
const [own = ''] = process.versions.node.split('.');

for (const { major, node } of [{ major: own, node: process.execPath }, ...others]) {
  describe(`Node ${major}`, () => {
    const options = { cwd: run.folder, ...(node !== undefined && { node }) };

    it('finds every step done', async () => {
      const { out } = await assay(['plan', TINY, '--json'], options);
      const { steps } = JSON.parse(out) as { steps: readonly { action: string }[] };
      expect(new Set(steps.map(({ action }) => action))).toEqual(new Set(['reuse']));
    });

    it('makes the same bytes', async () => {
      const { code, out } = await assay(['verify', TINY, '--json'], options);
      expect(code).toBe(0);
      const { host, artifacts } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as Verified;
      expect(host.node).toMatch(new RegExp(`^v${major}\\.`));
      expect(artifacts.length).toBeGreaterThan(20);
      expect(new Set(artifacts.map(({ outcome }) => outcome))).toEqual(new Set(['same']));
    });
  });
}
