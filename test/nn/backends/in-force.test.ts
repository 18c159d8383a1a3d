import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseBackend, numericEnvironment } from '../../../nn/backends/index.ts';
import type { BackendFacts } from '../../../nn/backends/backend.ts';
import { checkInForce, type InForce, isaInLog, threadsAdded } from '../../../nn/backends/in-force.ts';
import { ROOT } from '../../helpers/assay.ts';

const FACTS: BackendFacts = {
  backend: 'tensorflow',
  library: '2.21.0',
  binding: '4.22.0',
  digest: 'sha256:aa',
  oneDNN: true,
  cpu: 'avx512_bf16',
  isa: 'avx512_bf16',
  convolution: 'winograd',
  kernels: 'sha256:cc',
  threads: 2,
};
const FOUND: InForce = {
  library: '2.21.0',
  digest: 'sha256:aa',
  oneDNN: true,
  isa: 'avx512_bf16',
  threads: 2,
  kernels: 'sha256:cc',
};

describe('checkInForce()', () => {
  test('has nothing against what the key says, nor against what cannot be asked', () => {
    expect(() => checkInForce(FACTS, FOUND)).not.toThrow();
    const nothing = {
      library: undefined,
      digest: undefined,
      oneDNN: undefined,
      isa: undefined,
      threads: undefined,
      kernels: undefined,
    };
    expect(() => checkInForce(FACTS, nothing)).not.toThrow();
  });

  test.each<[Partial<InForce>, string]>([
    [{ library: '2.20.0' }, 'library: 2.21.0, found 2.20.0'],
    [{ digest: 'sha256:bb' }, 'digest: sha256:aa, found sha256:bb'],
    [{ oneDNN: false }, 'oneDNN: on, found off'],
    [{ isa: 'avx2' }, 'isa: avx512_bf16, found avx2'],
    [{ threads: 4 }, 'threads: 2, found 4'],
    [{ kernels: 'sha256:dd' }, 'kernels: sha256:cc, found sha256:dd'],
  ])('refuses %o with both values', (found, words) => {
    expect(() => checkInForce(FACTS, { ...FOUND, ...found })).toThrow(
      `The native TensorFlow backend differs from the key of this step:\n  ${words}\nNothing was computed.`,
    );
  });
});

describe('isaInLog()', () => {
  test.each([
    ['Intel AVX2', 'avx2'],
    ['Intel AVX2 with Intel DL Boost', 'avx_vnni'],
    ['Intel AVX-512 with AVX512BW, AVX512VL, and AVX512DQ extensions', 'avx512'],
    ['Intel AVX-512 with Intel DL Boost and bfloat16 support', 'avx512_bf16'],
    ['Intel AVX-512 with float16, Intel DL Boost and bfloat16 support ', 'avx512_fp16'],
    ['Intel SSE4.1', 'sse4_1'],
    ['Something of next year', 'Something of next year'],
  ])('takes %s for %s', (words, name) => {
    const log = `onednn_verbose,v1,info,oneDNN v3.7.3\nonednn_verbose,v1,info,cpu,isa:${words}\nonednn_verbose,v1,info,gpu`;
    expect(isaInLog(log)).toBe(name);
  });

  test('knows nothing of a log without it', () => {
    expect(isaInLog('')).toBeUndefined();
    expect(isaInLog('onednn_verbose,v1,info,gpu,runtime:none')).toBeUndefined();
  });
});

test('threadsAdded() cannot tell where the system does not', () => {
  expect(threadsAdded(undefined)).toBeUndefined();
});

describe('numericEnvironment()', () => {
  test('says everything that the facts say, and limits oneDNN only where they do', () => {
    expect(numericEnvironment({ ...FACTS, threads: 3 })).toEqual({
      TF_NUM_INTRAOP_THREADS: '3',
      TF_NUM_INTEROP_THREADS: '3',
      OMP_NUM_THREADS: '3',
      TF_ENABLE_ONEDNN_OPTS: '1',
      ONEDNN_VERBOSE: 'profile_exec,filter=graph',
      TF_CPP_MIN_LOG_LEVEL: '2',
      CUDA_VISIBLE_DEVICES: '-1',
    });
    expect(numericEnvironment({ ...FACTS, oneDNN: false, isa: 'avx2' })).toMatchObject({
      TF_ENABLE_ONEDNN_OPTS: '0',
      ONEDNN_MAX_CPU_ISA: 'AVX2',
    });
    expect(numericEnvironment({ ...FACTS, backend: 'portable' })).toEqual({});
  });
});

// The native backend is tested where it is installed; CI requires that (setup --native-required).
const choice = chooseBackend({});
describe.runIf(choice.facts.backend === 'tensorflow')('loadBackend(), asked for something', () => {
  /** What comes of loading it under these facts, in a process of its own: the library is loaded once in each. */
  const load = (facts: Partial<BackendFacts>, env: Record<string, string> = {}): string => {
    const code = `
      const { loadBackend } = await import(process.argv[1]);
      const facts = JSON.parse(process.argv[2]);
      const { tf } = await loadBackend('tensorflow', { threads: facts.threads, facts }).catch((error) => {
        console.log(error.name + ': ' + error.message);
        process.exit();
      });
      console.log('loaded', tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync().join());`;
    const module = pathToFileURL(join(ROOT, 'dist', 'nn', 'backends', 'index.js')).href;
    const args = ['--input-type=module', '-e', code, module, JSON.stringify({ ...choice.facts, ...facts })];
    return execFileSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } });
  };

  test.each<[string, Partial<BackendFacts>, string]>([
    ['another version', { library: '1.0.0' }, `library: 1.0.0, found ${choice.facts.library}`],
    ['another content', { digest: 'sha256:00' }, `digest: sha256:00, found ${choice.facts.digest}`],
  ])(
    'refuses %s',
    (_, facts, words) => {
      const said = load(facts);
      expect(said).toContain('BackendUnavailable: The native TensorFlow backend differs from the key of this step:');
      expect(said).toContain(words);
    },
    120_000,
  );

  test.runIf(process.arch === 'x64')(
    'refuses a key from a machine with other instructions',
    () => {
      // oneDNN would use what this processor has. No processor has exactly that of both.
      const other = choice.facts.isa === 'avx512' ? 'avx2' : 'avx512';
      expect(load({ cpu: other, isa: other })).toContain(`isa: ${other}, found ${choice.facts.isa}`);
    },
    120_000,
  );

  test('sets what it asks for itself, whatever it was started with', () => {
    const env = {
      TF_NUM_INTRAOP_THREADS: '1',
      TF_ENABLE_ONEDNN_OPTS: 'True',
      OMP_NUM_THREADS: '1',
      DNNL_MAX_CPU_ISA: 'SSE41',
    };
    expect(load({ threads: 5, oneDNN: true }, env)).toBe('loaded 2,2,2,2\n');
    expect(load({ threads: 3, oneDNN: false }, env)).toBe('loaded 2,2,2,2\n');
  }, 120_000);
});
