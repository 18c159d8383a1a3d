import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { assay, filesIn, MAIN, TINY } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

// Stores that cannot be written: in the wrong place, read-only, full.

describe('assay run, with a store that cannot be', () => {
  it.each([
    ['a file', 'file'],
    ['below a file', 'file/store'],
    ['a device', '/dev/null'],
    ['in a file system that takes no folders', '/proc/store'],
  ])('because it is %s', async (_, store) => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'file'), 'precious');
    const { code, out, err } = await assay(['run', TINY, '--store', store], { cwd });
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Error: Cannot .*\nHint: /) });
    expect(filesIn(cwd)).toEqual(['file']);
  });

  it('because it is a folder of something else', async () => {
    const cwd = tempDir();
    mkdirSync(join(cwd, 'artifacts'));
    writeFileSync(join(cwd, 'artifacts', 'store.json'), '{ "name": "a shop" }');
    const { code, err } = await assay(['run', TINY], { cwd });
    expect(code).toBe(2);
    expect(err).toContain('The store has format undefined in ');
    expect(filesIn(join(cwd, 'artifacts'))).toEqual(['store.json']);
  });
});

/**
 * Runs a shell script in a mount namespace of its own, in which STORE is a new, small file system. Needs no privilege where
 * the system allows user namespaces.
 */
async function inSmallFileSystem(script: string): Promise<string> {
  const mount = 'mount -t tmpfs -o size=300k tmpfs "$STORE"';
  const env = { PATH: process.env['PATH'], HOME: tempDir(), TMPDIR: tempDir(), STORE: tempDir() };
  const assay = `assay() { "${process.execPath}" "${MAIN}" "$@" --store "$STORE/store" 2>&1 && echo 'code 0' || echo "code $?"; }`;
  const args = ['--user', '--map-root-user', '--mount', 'sh', '-ec', `${mount}\n${assay}\n${script}`];
  return (await promisify(execFile)('unshare', args, { env })).stdout;
}

/** Whether this system lets us mount: most Linux systems do, others (and some containers) do not. */
const mountable = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'mount', '-t', 'tmpfs', 'x', '/mnt']);
const cannotMount = mountable.status === 0 ? false : 'no permission to mount a small file system here';

describe('assay run', () => {
  it('says that the disk is full, and goes on when it is not any more', async ({ skip }) => {
    if (cannotMount) skip(cannotMount);
    const out = await inSmallFileSystem(`
      assay run ${TINY}
      ls -R "$STORE/store"/*/ | grep -c 'safetensors$' || true
      mount -o remount,size=60m "$STORE"
      assay run ${TINY}
    `);
    const [full, enough] = out.split(/(?<=^code 1$)/m);
    expect(full).toMatch(/^data failed: No space left to write \S+$/m);
    expect(full).toContain(
      'Free some space ("assay gc" deletes results that no kept run needs) or move the store with --store DIR. Finished steps are kept.',
    );
    expect(full).toContain('failed: 11 steps: 1 failed, 10 skipped');
    expect(full).not.toMatch(/at file:|node:internal|This is a bug|Assay has a bug/);
    // Nothing of the dataset that did not fit is left.
    expect(enough?.trimStart()).toMatch(/^0\n/);
    expect(enough).toContain('11 steps: 11 run');
    expect(enough).toMatch(/^code 0$/m);
  });

  it('says that the store is read-only, and plans from it all the same', async ({ skip }) => {
    if (cannotMount) skip(cannotMount);
    const only = `--set 'outputs={}'`;
    const out = await inSmallFileSystem(`
      mount -o remount,size=60m "$STORE"
      assay run ${TINY} ${only}
      mount -o remount,ro "$STORE"
      echo --
      assay run ${TINY} ${only} --set steps.similar.thresholds=[0.9]
      assay plan ${TINY} ${only}
    `);
    const [, readOnly] = out.split('\n--\n');
    expect(readOnly).toMatch(
      /^Error: The store .* is read-only, and .*similar.* must run\nHint: Give yourself permission to write/,
    );
    expect(readOnly).toMatch(/^code 2$/m);
    expect(readOnly).toContain('11 to reuse. Nothing to do.');
    expect(readOnly).toMatch(/^code 0$/m);
    expect(readOnly).not.toMatch(/at file:|node:internal/);
  });
});
