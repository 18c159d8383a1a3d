import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerEnvironment } from '../../engine/execute/executors/worker-environment.ts';
import { chooseBackend, numericEnvironment } from '../../nn/backends/index.ts';
import { assay, MAIN, type Outcome, ROOT } from '../helpers/assay.ts';

// The same key means the same bytes, whatever stands in the environment. Each entry is one environment; all of them go through
// the real program's plan, and all variables of a class through a real run, every step of which is computed anew.

const NATIVE = existsSync(join(ROOT, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/native_addon.node'));
const folder = mkdtempSync(join(tmpdir(), 'assay-environment-'));
const experiment = join(folder, 'small.yaml');
const patch = join(folder, 'patch.cjs');
const libraries = join(folder, 'libraries');

writeFileSync(
  experiment,
  `experiment: small
seed: 5
datasets:
  digits: { source: mnist, limit: { train: 60, test: 20 } }
models:
  cnn:
    input: [28, 28, 1]
    layers:
      - conv2d: { name: conv1, filters: 3, kernel: 5, activation: relu }
      - maxPool2d: { size: 4 }
      - flatten: {}
      - dense: { units: 10, activation: softmax }
optimizers:
  adam: { adam: { learningRate: 0.01 } }
steps:
  data: { stage: load, dataset: digits }
  training: { stage: train, data: data, model: cnn, optimizer: adam, epochs: 1, batchSize: 20 }
  filters: { stage: extract-filters, model: training }
  similar: { stage: similarity, filters: filters, nullDraws: 20 }
outputs:
  weights.safetensors: training.model
  history.csv: training.history
  similar.csv: similar.table
  cosines.safetensors: similar.matrix
`,
);
// What a step computes would be something else, in the engine's process and in any other that it is required in.
writeFileSync(patch, 'const { sqrt } = Math;\nMath.sqrt = (x) => sqrt(x) * 1.25;\nMath.fround = () => 0;\n');
mkdirSync(libraries);

type Environment = Readonly<Record<string, string>>;

/** The same variables with each of the values: one environment for each. */
function spelled(names: readonly string[], values: readonly string[]): readonly Environment[] {
  return values.map((value) => Object.fromEntries(names.map((name) => [name, value])));
}

/** By the library that reads them. Those found in the strings of the libraries, their manuals and `node --help`. */
const CLASSES: Readonly<Record<string, readonly Environment[]>> = {
  'TensorFlow, switches': spelled(
    `TF_ENABLE_ONEDNN_OPTS TF_ENABLE_ZENDNN_OPTS TF_ENABLE_ONEDNN_SPMM TF_DISABLE_MKL TF_DETERMINISTIC_OPS
      TF_DETERMINISTIC_ORDER TF_ENABLE_MAXPOOL_NANPROP TF_USE_DEEP_CONV2D TF_ONEDNN_ASSUME_FROZEN_WEIGHTS
      TF_ONEDNN_USE_SYSTEM_ALLOCATOR TF_CPU_ALLOCATOR_USE_BFC TF_OVERRIDE_GLOBAL_THREADPOOL TF_DISABLE_JIT_KERNELS
      TF_USE_EIGEN_PARALLEL_FOR_IN_WORK_SHARDER TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD TF_GRAPH_CACHING
      TF_MKL_OPTIMIZE_PRIMITIVE_MEMUSE`.split(/\s+/),
    ['0', '1', 'true', 'True', 'TRUE', 'false', 'False', 'on', 'off', 'yes', 'no', ''],
  ),
  'TensorFlow, values': [
    { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '7' },
    { TF_NUM_INTRAOP_THREADS: '0', TF_NUM_BATCH_THREADS: '3' },
    { TF_SET_ONEDNN_FPMATH_MODE: 'BF16', TF_AUTO_MIXED_PRECISION_GRAPH_REWRITE_LEVEL: 'TREAT_INFER_AS_DENY' },
    { TF_XLA_FLAGS: '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit', XLA_FLAGS: '--xla_cpu_enable_fast_math=true' },
    { tf_enable_onednn_opts: '1', TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_MAX_VLOG_LEVEL: '1' },
    { CUDA_VISIBLE_DEVICES: '0', TF_GPU_THREAD_MODE: 'gpu_private', TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
  ],
  oneDNN: [
    ...spelled(['ONEDNN_MAX_CPU_ISA', 'DNNL_MAX_CPU_ISA'], ['SSE41', 'sse41', 'AVX', 'AVX2', 'ALL', 'nonsense']),
    { DNNL_MAX_CPU_ISA: 'SSE41' },
    { ONEDNN_MAX_CPU_ISA: 'AVX', onednn_max_cpu_isa: 'sse41' },
    { ONEDNN_DEFAULT_FPMATH_MODE: 'ANY', DNNL_DEFAULT_FPMATH_MODE: 'BF16', ONEDNN_CPU_ISA_HINTS: 'PREFER_YMM' },
    { ONEDNN_PRIMITIVE_CACHE_CAPACITY: '0', ONEDNN_VERBOSE: 'all', DNNL_VERBOSE: '2', ONEDNN_JIT_DUMP: '0' },
  ],
  'OpenMP, MKL and Eigen': [
    { OMP_NUM_THREADS: '1', OMP_DYNAMIC: 'true', OMP_PROC_BIND: 'close', OMP_SCHEDULE: 'dynamic,1' },
    { KMP_AFFINITY: 'granularity=fine,compact', KMP_BLOCKTIME: '0', KMP_SETTINGS: 'TRUE', GOMP_CPU_AFFINITY: '0' },
    { MKL_NUM_THREADS: '1', MKL_CBWR: 'COMPATIBLE', MKL_ENABLE_INSTRUCTIONS: 'SSE4_2', MKL_DYNAMIC: 'FALSE' },
    { EIGEN_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', OPENBLAS_CORETYPE: 'Nehalem' },
  ],
  'the C library': [
    { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-FMA_Usable,-FMA,-AVX512F' },
    { GLIBC_TUNABLES: 'glibc.cpu.x86_shstk=off', MALLOC_ARENA_MAX: '1', MALLOC_PERTURB_: '165' },
  ],
  'the dynamic loader': [
    { LD_LIBRARY_PATH: libraries },
    { LD_LIBRARY_PATH: `:${libraries}:`, LD_BIND_NOW: '1' },
    { LD_PRELOAD: join(libraries, 'preloaded.so'), DYLD_LIBRARY_PATH: libraries },
  ],
  Node: [
    { NODE_OPTIONS: `--require ${patch}` },
    { NODE_OPTIONS: `--max-old-space-size=2000 --require=${patch}` },
    { NODE_OPTIONS: `-r "${patch}" --max_old_space_size=2000`, NODE_PATH: folder },
    { NODE_OPTIONS: '--max-old-space-size=2000', UV_THREADPOOL_SIZE: '1', NODE_ENV: 'production' },
    { NODE_PRESERVE_SYMLINKS: '1', NODE_NO_WARNINGS: '1', NODE_DISABLE_COLORS: '1', UV_USE_IO_URING: '0' },
  ],
  'sharp, and languages': [
    { VIPS_NOVECTOR: '1', VIPS_VECTOR: '0', JSIMD_FORCENONE: '1', PIXMAN_DISABLE: 'sse2', G_SLICE: 'always-malloc' },
    { LC_ALL: 'tr_TR.UTF-8', LC_NUMERIC: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8', TZ: 'Pacific/Kiritimati', LANGUAGE: 'de' },
  ],
};

const ALL = Object.entries(CLASSES).flatMap(([name, list]) => list.map((env) => ({ name, env })));

/** Environments by class and place in it, put together: one real run for each. */
const RUNS: readonly (readonly (readonly [string, number])[])[] = [
  [
    ['TensorFlow, switches', 1],
    ['OpenMP, MKL and Eigen', 0],
    ['oneDNN', 0],
  ],
  [
    ['TensorFlow, switches', 2],
    ['the C library', 0],
    ['oneDNN', 6],
  ],
  [
    ['TensorFlow, switches', 6],
    ['TensorFlow, values', 0],
    ['oneDNN', 8],
  ],
  [
    ['TensorFlow, switches', 4],
    ['TensorFlow, values', 3],
    ['oneDNN', 7],
  ],
  [
    ['TensorFlow, values', 2],
    ['the dynamic loader', 0],
    ['oneDNN', 9],
  ],
  [
    ['the dynamic loader', 2],
    ['OpenMP, MKL and Eigen', 2],
  ],
  [
    ['Node', 0],
    ['TensorFlow, values', 5],
  ],
  [
    ['Node', 2],
    ['OpenMP, MKL and Eigen', 1],
  ],
  [
    ['sharp, and languages', 0],
    ['sharp, and languages', 1],
    ['Node', 4],
  ],
];

interface Result {
  readonly keys: Readonly<Record<string, string>>;
  readonly bytes: Readonly<Record<string, string>>;
}

async function keysOf(env: Environment, ...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const planned = await assay(['plan', experiment, '--json', '--store', join(folder, 'first'), ...args], {
    cwd: folder,
    env,
  });
  if (planned.code !== 0) throw new Error(planned.out + planned.err);
  const { steps } = JSON.parse(planned.out) as { steps: { id: string; key?: string }[] };
  return Object.fromEntries(steps.map(({ id, key }) => [id, key ?? 'waits']));
}

let stores = 0;

/** Computes everything in a store of its own. */
async function run(env: Environment, ...args: readonly string[]): Promise<Result> {
  const store = join(folder, `store-${++stores}`);
  return resultIn(store, env, await assay(['run', experiment, '--store', store, ...args], { cwd: folder, env }));
}

function resultIn(store: string, env: Environment, { code, out, err }: Outcome): Result {
  if (code !== 0) throw new Error(`${JSON.stringify(env)}: ${out}${err}`);
  const published = join(store, 'runs', 'small', '1');
  const record = JSON.parse(readFileSync(join(published, 'run.json'), 'utf8')) as {
    steps: { id: string; key: string }[];
  };
  const files = readdirSync(published).filter((name) => !['run.json', 'events.jsonl'].includes(name));
  return {
    keys: Object.fromEntries(record.steps.map(({ id, key }) => [id, key])),
    bytes: Object.fromEntries(files.map((name) => [name, sha256(join(published, name))])),
  };
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

let expected: Result;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  if (NATIVE) {
    // No library of TensorFlow, but by its names; and one that any program can have loaded.
    const addon = join(ROOT, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/native_addon.node');
    const names = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'libtensorflow.so.2', 'preloaded.so'];
    for (const name of names) copyFileSync(addon, join(libraries, name));
  }
  const first = await assay(['run', experiment, '--store', join(folder, 'first')], { cwd: folder });
  if (first.code !== 0) throw new Error(first.err);
  expected = await run({});
}, 300_000);

describe('assay run, whatever the environment', () => {
  it('knows 40 environments and more, of every class', () => {
    expect(ALL.length).toBeGreaterThanOrEqual(40);
    const inRuns = new Set(RUNS.flat().map(([name]) => name));
    expect(inRuns).toEqual(new Set(Object.keys(CLASSES)));
  });

  it('gives a worker the same environment in all of them', () => {
    const { facts } = chooseBackend({});
    const own = { PATH: '/bin', HOME: '/home/me' };
    const worker = { PATH: '/bin', HOME: '/home/me', LC_ALL: 'C.UTF-8', TZ: 'UTC', ...numericEnvironment(facts) };
    for (const { name, env } of ALL)
      expect({ ...workerEnvironment({ ...own, ...env }), ...numericEnvironment(facts) }, name).toEqual(worker);
  });

  it('plans the same keys in all of them', async () => {
    const keys = await keysOf({});
    expect(keys).toEqual(expected.keys);
    const waiting = [...ALL];
    const one = async (): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
        expect(await keysOf(next.env), JSON.stringify(next.env)).toEqual(keys);
    };
    await Promise.all([one(), one()]);
  }, 300_000);

  it.each(RUNS.map((parts) => [parts.map(([name, index]) => `${name} ${index}`).join('; '), parts] as const))(
    'makes the same bytes under the same keys with %s',
    async (_, parts) => {
      const variables = parts.map(([name, index]) => CLASSES[name]?.[index]);
      expect(variables).not.toContain(undefined);
      expect(await run(Object.assign({}, ...variables) as Environment)).toEqual(expected);
    },
    300_000,
  );

  it("makes the same bytes with such an option on Node's command line", async () => {
    const store = join(folder, 'option');
    const outcome = await assay([patch, MAIN, 'run', experiment, '--store', store], { cwd: folder, main: '--require' });
    expect(resultIn(store, {}, outcome)).toEqual(expected);
  }, 300_000);
});

describe('runtime.oneDNN and runtime.isa', () => {
  const numeric = (keys: Readonly<Record<string, string>>): string | undefined => keys['training'];

  it('are in the key by their effect', async () => {
    const auto = numeric(expected.keys);
    const set = async (setting: string): Promise<string | undefined> => numeric(await keysOf({}, '--set', setting));
    const { facts } = chooseBackend({});
    const [same, other] = facts.oneDNN ? ['on', 'off'] : ['off', 'on'];
    expect(await set(`runtime.oneDNN=${same}`)).toBe(auto);
    // Wider than any processor here.
    expect(await set('runtime.isa=amx_fp16')).toBe(auto);
    const others = NATIVE && process.arch === 'x64' ? [`runtime.oneDNN=${other}`, 'runtime.isa=sse4_1'] : [];
    for (const setting of others) expect(await set(setting), setting).not.toBe(auto);
  }, 120_000);

  it.runIf(NATIVE && process.arch === 'x64')(
    'reach the library: other bytes under another key',
    async () => {
      const limited = await run({}, '--set', 'runtime.isa=sse4_1');
      expect(limited.keys['training']).not.toBe(expected.keys['training']);
      expect(limited.bytes['weights.safetensors']).not.toBe(expected.bytes['weights.safetensors']);
      expect(await run({ ONEDNN_MAX_CPU_ISA: 'ALL' }, '--set', 'runtime.isa=sse4_1')).toEqual(limited);
      await run({}, '--set', 'runtime.oneDNN=on'); // The worker refuses unless the library says so.
    },
    300_000,
  );

  it('are refused by name when they are no such thing', async () => {
    const wrong = await assay(['validate', experiment, '--set', 'runtime.isa=avx3', '--set', 'runtime.oneDNN=true'], {
      cwd: folder,
    });
    expect(wrong.code).not.toBe(0);
    expect(wrong.out + wrong.err).toContain('sse4_1');
    expect(wrong.out + wrong.err).toMatch(/auto.*on.*off/);
  });
});
