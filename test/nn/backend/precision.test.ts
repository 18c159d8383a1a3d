import { expect, test } from 'vitest';
import type { BackendFacts } from '../../../nn/backend/facts.ts';
import { whyNoBfloat16 } from '../../../nn/backend/precision.ts';

const FACTS: BackendFacts = {
  backend: 'tensorflow',
  library: '2.21.0',
  binding: '4.22.0',
  oneDNN: true,
  isa: 'avx512_bf16',
  tried: [],
};

test.each(['amx', 'avx512_fp16', 'avx512_bf16', 'amx capped to avx512_core_bf16', 'avx512_bf16 capped to all'])(
  'whyNoBfloat16() has nothing against %s',
  (isa) => {
    expect(whyNoBfloat16({ ...FACTS, isa })).toBeUndefined();
  },
);

test.each<[Partial<BackendFacts>, string]>([
  [{ backend: 'portable', isa: 'wasm' }, 'The portable backend computes in float32 only'],
  [{ oneDNN: false }, 'bfloat16 needs oneDNN, which TF_ENABLE_ONEDNN_OPTS=0 switches off'],
  [
    { isa: 'avx2' },
    'This processor has no instructions for bfloat16 (found avx2, needs avx512_bf16 or avx512_fp16 or amx)',
  ],
  [
    { isa: 'amx capped to avx512_core' },
    'The environment caps oneDNN to avx512_core, which has no instructions for bfloat16',
  ],
])('whyNoBfloat16() says what is in the way: %o', (facts, why) => {
  expect(whyNoBfloat16({ ...FACTS, ...facts })).toBe(why);
});
