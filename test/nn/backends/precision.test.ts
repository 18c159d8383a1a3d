import { expect, test } from 'vitest';
import type { BackendFacts } from '../../../nn/backends/backend.ts';
import { backendOf } from '../../../nn/backends/index.ts';

const FACTS: BackendFacts = {
  backend: 'tensorflow',
  library: '2.21.0',
  binding: '4.22.0',
  oneDNN: true,
  cpu: 'avx512_bf16',
  isa: 'avx512_bf16',
  convolution: 'direct',
  threads: 2,
};

test.each([
  ['amx_fp16', 'amx_fp16'],
  ['amx', 'amx'],
  ['avx512_fp16', 'avx512_fp16'],
  ['avx512_bf16', 'avx512_bf16'],
  ['amx', 'avx512_bf16'],
])('whyNoBfloat16() has nothing against a processor with %s where oneDNN uses %s', (cpu, isa) => {
  expect(backendOf('tensorflow').whyNoBfloat16({ ...FACTS, cpu, isa })).toBeUndefined();
});

test.each<[Partial<BackendFacts>, string]>([
  [{ backend: 'portable', cpu: 'wasm', isa: 'wasm' }, 'The portable backend computes in float32 only'],
  [{ oneDNN: false }, 'bfloat16 needs oneDNN, which is off here (runtime.oneDNN)'],
  [
    { cpu: 'avx2', isa: 'avx2' },
    'This processor has no instructions for bfloat16 (found avx2, needs avx512_bf16 or avx512_fp16 or amx or amx_fp16)',
  ],
  [{ cpu: 'amx', isa: 'avx512' }, 'oneDNN is limited to avx512, which has no instructions for bfloat16 (runtime.isa)'],
])('whyNoBfloat16() says what is in the way: %o', (facts, why) => {
  const found = { ...FACTS, ...facts };
  expect(backendOf(found.backend).whyNoBfloat16(found)).toBe(why);
});
