import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseBackend } from '../../nn/backends/index.ts';
import { assay, ROOT } from '../helpers/assay.ts';
import { tempDir } from '../helpers/temp-dir.ts';

interface Described {
  readonly backend: string;
  readonly library: string;
  readonly digest?: string;
  readonly missing?: string;
  readonly ignored?: readonly string[];
}

/** A copy of the program whose packages are those of this one, but not its record of the native backend. */
function copyOfProgram(record?: object): string {
  const folder = tempDir();
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  const packages = join(folder, 'node_modules');
  mkdirSync(join(packages, '.assay'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules')).filter((each) => each !== '.assay'))
    symlinkSync(join(ROOT, 'node_modules', name), join(packages, name));
  if (record !== undefined) writeFileSync(join(packages, '.assay', 'backend.json'), JSON.stringify(record));
  return join(folder, 'dist', 'main.js');
}

const KERNELS = { sources: 'aa', why: null, files: {} };

describe('assay backend', () => {
  it('says what is in force in a step, with the digest of the library', async () => {
    const { facts } = chooseBackend({});
    const { code, out } = await assay(['backend', '--json'], { cwd: tempDir() });
    expect(code).toBe(0);
    const described = JSON.parse(out) as Described;
    expect(described).toMatchObject({ ...facts, threads: expect.any(Number) as number });
    const words = (await assay(['backend'], { cwd: tempDir() })).out;
    expect(words).toContain(`instruction set  ${facts.isa}`);
    expect(words).toContain(facts.digest === undefined ? 'portable' : `content          ${facts.digest}`);
  });

  it('names what is set and reaches no step, and is not led astray by it', async () => {
    const cwd = tempDir();
    const before = JSON.parse((await assay(['backend', '--json'], { cwd })).out) as Described;
    const env = { TF_ENABLE_ONEDNN_OPTS: 'True', ONEDNN_MAX_CPU_ISA: 'SSE41', LD_LIBRARY_PATH: cwd };
    const { out } = await assay(['backend', '--json'], { cwd, env });
    const { ignored, ...described } = JSON.parse(out) as Described;
    expect(ignored).toEqual(Object.keys(env).sort());
    const timed = { probe: expect.anything() as object };
    expect(described).toEqual({ ...before, ...timed });
    const words = (await assay(['backend'], { cwd, env })).out;
    expect(words).toContain(
      'Set here, but hidden from every step: LD_LIBRARY_PATH, ONEDNN_MAX_CPU_ISA, TF_ENABLE_ONEDNN_OPTS.',
    );
    expect(words).toContain('"runtime" of the experiment file');
  });

  it('says why the native backend is not used: it was never installed', async () => {
    const { code, out } = await assay(['backend'], { cwd: tempDir(), main: copyOfProgram() });
    expect(code).toBe(0);
    expect(out).toContain('backend          portable (WebAssembly)');
    expect(out).toContain('The native backend is not used: it is not installed.');
    expect(out).toContain('Run "assay backend --install" to install it.');
  });

  it('says why the native backend is not used: its files are gone, as in another container', async () => {
    const file = 'node_modules/.assay/library.so.2';
    const main = copyOfProgram({
      backend: 'tensorflow',
      library: '2.21.0',
      binding: '4.22.0',
      oneDNN: { byDefault: true, possible: true },
      isa: null,
      processor: '',
      tried: [
        { source: 'cache', ok: false, why: 'no build in the cache' },
        { source: 'wheel', ok: true, why: null },
      ],
      files: { [file]: { bytes: 1, mtimeMs: 1, ctimeMs: 1, sha256: 'aa', identity: 'aa' } },
      kernels: KERNELS,
    });
    const { out } = await assay(['backend'], { cwd: tempDir(), main });
    expect(out).toMatch(/The native backend is not used: .*library\.so\.2 no longer exists\./);
    expect(out).toContain('setup tried:\n  cache: no build in the cache\n  wheel: ok');
    const { missing } = JSON.parse((await assay(['backend', '--json'], { cwd: tempDir(), main })).out) as Described;
    expect(missing).toContain('no longer exists');
  });

  it('says why the native backend is not used: each source that failed, with its reason', async () => {
    const tried = [
      { source: 'cache', ok: false, why: 'no build in the cache' },
      { source: 'wheel', ok: false, why: 'no C++ compiler' },
    ];
    const main = copyOfProgram({
      backend: 'portable',
      library: null,
      binding: null,
      tried,
      files: {},
      kernels: KERNELS,
    });
    const { out } = await assay(['backend'], { cwd: tempDir(), main });
    expect(out).toContain(
      'The native backend is not used: setup tried\n  cache: no build in the cache\n  wheel: no C++ compiler\n',
    );
  });
});

describe('assay backend --install', () => {
  /** A clone whose packages are there, as far as setup looks at them. */
  function clone(): string {
    const folder = tempDir();
    cpSync(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    mkdirSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', '@tensorflow', 'tfjs-node', 'package.json'), '{ "version": "4.22.0" }');
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{ "packages": {} }');
    return folder;
  }

  it('tells a user without a home that can be written what to do, without a stack', () => {
    const folder = clone();
    // Files where folders would be: not even an administrator can write below them.
    const home = join(folder, 'home');
    writeFileSync(home, '');
    writeFileSync(join(folder, 'node_modules', '.assay'), '');
    for (const env of [{ HOME: home }, { HOME: folder, XDG_CACHE_HOME: home }]) {
      const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs'), '--backend'], {
        encoding: 'utf8',
        env: { PATH: '/nowhere', TMPDIR: folder, ...env },
      });
      expect(status).toBe(1);
      expect(stderr).toContain('The native backend needs a folder for 640 MB, and none can be written');
      expect(stderr).toContain('XDG_CACHE_HOME');
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  });

  it('tells that the folder of the program cannot be written, without a stack', () => {
    const folder = clone();
    writeFileSync(join(folder, 'node_modules', '.assay'), '');
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs'), '--backend'], {
      encoding: 'utf8',
      env: { PATH: '/nowhere', TMPDIR: folder, HOME: folder },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot write .*node_modules\/\.assay/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
