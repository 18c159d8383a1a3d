// The real program in environments that could change its bits: what has the same key must have the same bytes. An environment
// may also be refused, with a message.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '../../../engine/core/json.ts';
import type { Bench } from './bench.ts';
import { manners } from './process.ts';
import { runProgram, writeData } from './real-experiment.ts';
import { recordsIn } from './toy-experiment.ts';
import type { Trial } from './trial.ts';

const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  ...['0', '1', 'false', 'False', 'FALSE', 'off', 'no', '', ' 0', '00', 'true'].map((value) => ({
    TF_ENABLE_ONEDNN_OPTS: value,
  })),
  ...['SSE41', 'AVX', 'AVX2', 'avx2', 'AVX512_CORE', 'ALL', 'DEFAULT', 'nonsense', ''].flatMap((value) => [
    { DNNL_MAX_CPU_ISA: value },
    { ONEDNN_MAX_CPU_ISA: value },
  ]),
  { DNNL_MAX_CPU_ISA: 'AVX2', ONEDNN_MAX_CPU_ISA: 'AVX512_CORE' },
  { ONEDNN_CPU_ISA_HINTS: 'PREFER_YMM' },
  { DNNL_CPU_ISA_HINTS: 'PREFER_YMM' },
  { ONEDNN_DEFAULT_FPMATH_MODE: 'BF16' },
  { DNNL_DEFAULT_FPMATH_MODE: 'ANY' },
  { ONEDNN_JIT_DUMP: '0', ONEDNN_PRIMITIVE_CACHE_CAPACITY: '0' },
  { TF_NUM_INTRAOP_THREADS: '1' },
  { TF_NUM_INTRAOP_THREADS: '7', TF_NUM_INTEROP_THREADS: '3' },
  { OMP_NUM_THREADS: '1', OMP_DYNAMIC: 'true', OMP_SCHEDULE: 'dynamic,1', OMP_THREAD_LIMIT: '1' },
  { TF_DETERMINISTIC_OPS: '1', TF_CUDNN_DETERMINISTIC: '1' },
  { TF_XLA_FLAGS: '--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit' },
  { XLA_FLAGS: '--xla_cpu_enable_fast_math=true' },
  { TF_ENABLE_MKL_NATIVE_FORMAT: '0', TF_DISABLE_MKL: '1' },
  { TF_FORCE_CPU_ALLOCATOR: '1', TF_ENABLE_GPU_GARBAGE_COLLECTION: 'false' },
  { TF_OVERRIDE_GLOBAL_THREADPOOL: '1' },
  { MKL_NUM_THREADS: '1', MKL_CBWR: 'COMPATIBLE', KMP_AFFINITY: 'scatter', KMP_BLOCKTIME: '0' },
  { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA,-AVX2_Usable,-FMA_Usable' },
  { GLIBC_TUNABLES: 'glibc.malloc.perturb=165' },
  { MALLOC_PERTURB_: '165', MALLOC_ARENA_MAX: '1' },
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' },
  { UV_THREADPOOL_SIZE: '1' },
  { NODE_OPTIONS: '--max-old-space-size=512' },
  { NODE_OPTIONS: '--jitless' },
  { NODE_OPTIONS: '--icu-data-dir=.' },
  { NODE_OPTIONS: '--require ./patch.cjs' },
  { NODE_OPTIONS: '--import ./patch.mjs' },
  { NODE_OPTIONS: '-r ./patch.cjs --no-warnings' },
  { NODE_OPTIONS: '--require "./patch.cjs"' },
  { NODE_OPTIONS: '--experimental-loader ./loader.mjs' },
  { NODE_OPTIONS: '--disable-proto=throw --no-warnings' },
  { NODE_PATH: '.', NODE_ENV: 'production', NODE_DISABLE_COLORS: '1' },
  { LD_LIBRARY_PATH: '.' },
  { LD_BIND_NOW: '1', LD_DEBUG: '' },
  { PATH: '.:/usr/bin:/bin' },
];

/** What scripts that Node is told to load do: other square roots, cosines and sums. */
const PATCH = `const { sqrt, cos, hypot } = Math;
Math.sqrt = (x) => sqrt(x) * (1 + 1e-7);
Math.cos = (x) => cos(x) + 1e-7;
Math.hypot = (...x) => hypot(...x) + 1e-7;
`;

export function environments(): readonly Trial[] {
  return ENVIRONMENTS.map((env): Trial => {
    const name = Object.entries(env)
      .map(([variable, value]) => `${variable}=${JSON.stringify(value)}`)
      .join(' ');
    return { kind: 'environment', name, needs: ['program'], run: (bench) => runIn(bench, env) };
  });
}

/** Outputs by key, of all runs of a bench so far, and the environment in which they were made. */
const known = new WeakMap<Bench, Map<string, { readonly outputs: string; readonly env: string }>>();

async function runIn(bench: Bench, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await bench.once('plain', async (folder) => {
    const { code, err } = await runHere(bench, folder, {});
    if (code !== 0) throw new Error(`The program does not run:\n${err}`);
    compare(bench, folder, {});
  });
  const folder = bench.newFolder();
  const ended = await runHere(bench, folder, env);
  const problems = [...manners(ended, 'run'), ...compare(bench, folder, env)];
  // What this environment has made, a plain one must make too, or make anew under other keys.
  bench.remove(folder);
  return problems;
}

function runHere(bench: Bench, folder: string, env: Readonly<Record<string, string>>): ReturnType<typeof runProgram> {
  writeData(folder);
  writeFileSync(join(folder, 'patch.cjs'), PATCH);
  writeFileSync(join(folder, 'patch.mjs'), PATCH);
  writeFileSync(
    join(folder, 'loader.mjs'),
    `${PATCH}export const resolve = (name, context, next) => next(name, context);\n`,
  );
  return runProgram(bench, folder, [], env);
}

function compare(bench: Bench, folder: string, env: Readonly<Record<string, string>>): readonly string[] {
  const all = known.get(bench) ?? new Map<string, { readonly outputs: string; readonly env: string }>();
  known.set(bench, all);
  return recordsIn(folder).flatMap(({ key, fingerprint, outputs }) => {
    const digests = canonical(Object.fromEntries(Object.entries(outputs).map(([port, { digest }]) => [port, digest])));
    const before = all.get(key);
    if (before === undefined) all.set(key, { outputs: digests, env: JSON.stringify(env) });
    else if (before.outputs !== digests)
      return [`WRONG HIT: ${fingerprint.stage} has the key it has in ${before.env}, and other bytes`];
    return [];
  });
}
