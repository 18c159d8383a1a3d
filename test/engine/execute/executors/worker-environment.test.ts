import { describe, expect, it } from 'vitest';
import {
  influences,
  workerEnvironment,
  workerOptions,
} from '../../../../engine/execute/executors/worker-environment.ts';

// What a step may see of the world around Assay. The whole program is tried under many environments in
// test/cli/environment.test.ts.

describe('workerEnvironment()', () => {
  it('passes on where things are found, and nothing else', () => {
    const where = {
      PATH: '/bin',
      HOME: '/home/me',
      TMPDIR: '/tmp',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      https_proxy: 'http://proxy',
    };
    const rest = {
      LANG: 'de_DE',
      LC_NUMERIC: 'de_DE',
      TZ: 'Pacific/Kiritimati',
      NODE_OPTIONS: '--max-old-space-size=100',
      LD_LIBRARY_PATH: '/lib',
      TF_ENABLE_ONEDNN_OPTS: '0',
      GLIBC_TUNABLES: 'x',
      ASSAY_STORE: 's',
      Path: '/other',
      path: '/other',
      SECRET: 'kept back',
    };
    expect(workerEnvironment({ ...where, ...rest, TEMP: undefined })).toEqual({
      ...where,
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
    });
  });
});

const options = (NODE_OPTIONS: string, ...execArgv: readonly string[]): readonly string[] =>
  workerOptions({ env: { NODE_OPTIONS }, execArgv });

describe('workerOptions()', () => {
  it('keeps limits of memory, in every spelling that Node takes, and those of the command line last', () => {
    expect(options('--max-old-space-size=512')).toEqual(['--max-old-space-size=512']);
    expect(options('  --max_old_space_size=512\t--max-semi-space-size=16 ')).toEqual([
      '--max_old_space_size=512',
      '--max-semi-space-size=16',
    ]);
    expect(options('--max-old-space-size=512', '--max-old-space-size=900', '--max-heap-size=1000')).toEqual([
      '--max-old-space-size=512',
      '--max-old-space-size=900',
      '--max-heap-size=1000',
    ]);
    expect(options('--max-old-space-size-percentage=50')).toEqual(['--max-old-space-size-percentage=50']);
  });

  it('drops everything else', () => {
    for (const text of [
      '',
      '--require ./patch.cjs',
      '--require=./patch.cjs',
      '-r ./patch.cjs',
      '--import=./patch.mjs',
      '"--require" "./patch.cjs"',
      '--max-old-space-size=512,--require=./patch.cjs',
      '--max-old-space-size=./patch.cjs',
      '--max-old-space-size',
      '--no-max-old-space-size=1',
      '--stack-trace-limit=1',
      '--icu-data-dir=/icu',
      '--jitless',
    ])
      expect(options(text), text).toEqual([]);
  });
});

describe('influences()', () => {
  const of = (env: Record<string, string>, ...execArgv: readonly string[]): readonly string[] =>
    influences({ env, execArgv });

  it('has nothing against what people usually have', () => {
    expect(
      of({
        PATH: '/bin',
        HOME: '/home/me',
        LANG: 'de_DE.UTF-8',
        LC_ALL: 'C',
        TZ: 'UTC',
        TERM: 'xterm',
        NODE: '/usr/bin/node',
        NODE_ENV: 'production',
        NODE_EXTRA_CA_CERTS: '/ca.pem',
        NODE_OPTIONS: '--max-old-space-size=4096',
        UV_THREADPOOL_SIZE: '8',
        npm_config_cache: '/cache',
        GIT_DIR: '/repo',
        OMP_NUM_THREADS: '4', // Nothing in this process computes with it.
        LD_LIBRARY_PATH: '',
        GLOBAL: 'x',
      }),
    ).toEqual([]);
    expect(of({}, '--max-old-space-size=4096')).toEqual([]);
  });

  it('names what acts on the process when it starts, or on the libraries that decode pictures', () => {
    const names = `LD_LIBRARY_PATH LD_PRELOAD LD_AUDIT LD_BIND_NOW DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH
      GLIBC_TUNABLES NODE_PATH NODE_ICU_DATA NODE_PRESERVE_SYMLINKS ICU_DATA VIPS_NOVECTOR VIPS_VECTOR VIPS_CONCURRENCY
      JSIMD_FORCENONE AOM_SIMD_CAPS PIXMAN_DISABLE FONTCONFIG_FILE FC_DEBUG PANGO_LANGUAGE G_SLICE G_DEBUG CAIRO_DEBUG ORC_CODE`;
    for (const name of names.split(/\s+/)) expect(of({ PATH: '/bin', [name]: 'x' }), name).toEqual([name]);
    expect(of({ NODE_OPTIONS: '--max-old-space-size=4096 --require ./patch.cjs' })).toEqual([
      '--require',
      './patch.cjs',
    ]);
    expect(of({}, '--require=./patch.cjs', '--max-old-space-size=1')).toEqual(['--require=./patch.cjs']);
  });
});
