import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend } from '../../nn/backends/index.ts';
import { assay, filesIn, ROOT, TINY } from '../helpers/assay.ts';
import { manifest, noRegistry, npmSettings, packAssay } from '../helpers/package.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { kernelSources } from '../../scripts/provision/kernels.mjs';

// The native backend of an installed Assay, really installed: with the build of TensorFlow that this project uses, and so without
// the download of 270 MB. The package is the packed one; the packages beside it are links to those of this project.

const NATIVE = chooseBackend({}).facts.backend === 'tensorflow';
const why = !NATIVE
  ? 'the native backend is not installed here'
  : process.env['ASSAY_REQUIRE_SYSTEM'] === '1'
    ? undefined
    : noRegistry();
const folder = mkdtempSync(join(tmpdir(), 'assay-native-'));
const packages = join(folder, 'app', 'node_modules');
const main = join(packages, 'assay', 'dist', 'main.js');
const cache = join(folder, 'cache');
const room = join(cache, 'assay', `backend-${manifest().version}-${process.platform}-${process.arch}`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(packages, { recursive: true });
  const { file } = await packAssay(folder);
  execFileSync('tar', ['-xzf', file, '-C', packages]);
  execFileSync('mv', [join(packages, 'package'), join(packages, 'assay')]);
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((each) => !each.startsWith('.')))
    if (name !== '@tensorflow') symlinkSync(join(ROOT, 'node_modules', name), join(packages, name));
  mkdirSync(join(packages, '@tensorflow'));
  for (const name of readdirSync(join(ROOT, 'node_modules', '@tensorflow')))
    if (name !== 'tfjs-node')
      symlinkSync(join(ROOT, 'node_modules', '@tensorflow', name), join(packages, '@tensorflow', name));
}, 120_000);

describe('assay backend --install of an installed Assay', () => {
  const installed = (): readonly string[] => filesIn(join(packages, 'assay'));

  it('says what is in the way without a network, and leaves the portable backend at work', async () => {
    const cwd = tempDir();
    const bin = join(cwd, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm error network no answer" >&2\nexit 1\n');
    chmodSync(join(bin, 'npm'), 0o755);
    const env = { PATH: [bin, process.env['PATH']].join(delimiter), XDG_CACHE_HOME: join(cwd, 'cache') };
    const { code, err } = await assay(['backend', '--install'], { cwd, main, env });
    expect(code).toBe(1);
    expect(err).toContain('@tensorflow/tfjs-node and node-api-headers could not be installed');
    expect(err).toContain('npm error network no answer');
    expect(err).toContain('Check the network');
    expect(err).not.toMatch(/^\s+at /m);
    expect(filesIn(join(cwd, 'cache'))).toEqual([]);
    expect((await assay(['backend'], { cwd, main, env })).out).toContain('portable (WebAssembly)');
  });

  it('says that the cache cannot be written, and where else it may be, without a stack', async () => {
    const cwd = tempDir();
    writeFileSync(join(cwd, 'file'), ''); // Not even an administrator can write below it.
    const { code, err } = await assay(['backend', '--install'], {
      cwd,
      main,
      env: { XDG_CACHE_HOME: join(cwd, 'file') },
    });
    expect(code).toBe(1);
    expect(err).toMatch(/cannot write .*file/);
    expect(err).toContain('Name one that you can write in XDG_CACHE_HOME.');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it.skipIf(why !== undefined)(
    `puts it into the cache, nowhere else, and runs find it there${why === undefined ? '' : ` (left out: ${why})`}`,
    async () => {
      const library = 'node_modules/@tensorflow/tfjs-node/deps/lib/libtensorflow_cc.so.2';
      const build = dirname(realpathSync(join(ROOT, library)));
      mkdirSync(join(cache, 'assay'), { recursive: true });
      const kernels = readdirSync(dirname(build)).find((name) => name.endsWith(kernelSources().slice(0, 16))) ?? '';
      for (const name of [basename(build), kernels])
        symlinkSync(join(dirname(build), name), join(cache, 'assay', name));
      const before = installed();
      execFileSync('chmod', ['-R', 'a-w', join(packages, 'assay')]);
      const cwd = tempDir();
      const env = { XDG_CACHE_HOME: cache, ...npmSettings() };
      try {
        const done = await assay(['backend', '--install'], { cwd, main, env });
        expect(done.err).toContain('native backend ready: TensorFlow 2.21.0, from cache');
        expect(done.code).toBe(0);
        // As in the project itself: the same library, so the same keys.
        const { facts } = chooseBackend({});
        const described = JSON.parse((await assay(['backend', '--json'], { cwd, main, env })).out) as object;
        expect(described).toMatchObject({ ...facts, threads: expect.any(Number) as number });
        expect(described).not.toHaveProperty('failure');
        const run = await assay(['run', TINY, '--until', 'training'], { cwd, main, env });
        expect(run.err).not.toContain('portable');
        expect(run.code).toBe(0);
        const record = JSON.parse(readFileSync(join(cwd, 'artifacts/runs/tiny/1/run.json'), 'utf8')) as object;
        expect(JSON.stringify(record)).toContain('"tensorflow"');
      } finally {
        execFileSync('chmod', ['-R', 'u+w', join(packages, 'assay')]);
      }
      expect(installed()).toEqual(before);
      expect(existsSync(join(room, 'node_modules', '.assay', 'backend.json'))).toBe(true);
      expect(readdirSync(join(cache, 'assay')).sort()).toEqual([basename(room), basename(build), kernels].sort());
    },
  );

  it.skipIf(why !== undefined)('is not found in another cache: a run there is a portable one', async () => {
    const { out } = await assay(['backend', '--json'], { cwd: tempDir(), main });
    expect(JSON.parse(out)).toMatchObject({ backend: 'portable', missing: 'it is not installed.' });
  });
});
