import type { BackendFacts } from './facts.ts';

/** Instruction sets with products of bfloat16, from wide to narrow. */
const WITH_BFLOAT16 = ['amx', 'avx512_fp16', 'avx512_bf16'];

/**
 * Why training in bfloat16 makes no sense on a backend: then it would be emulated, slower than float32 and with other bits.
 *
 * @returns undefined where it does make sense.
 */
export function whyNoBfloat16({ backend, isa, oneDNN }: BackendFacts): string | undefined {
  if (backend !== 'tensorflow') return 'The portable backend computes in float32 only';
  if (!oneDNN) return 'bfloat16 needs oneDNN, which TF_ENABLE_ONEDNN_OPTS=0 switches off';
  const [widest = '', cap] = isa.split(' capped to ');
  if (!WITH_BFLOAT16.includes(widest)) {
    return `This processor has no instructions for bfloat16 (found ${widest}, needs ${WITH_BFLOAT16.toReversed().join(' or ')})`;
  }
  if (cap !== undefined && !/bf16|fp16|amx|all|default/.test(cap)) {
    return `The environment caps oneDNN to ${cap}, which has no instructions for bfloat16`;
  }
  return undefined;
}
