import type { BackendFacts } from './backend.ts';

/** Instruction sets with products of bfloat16, from wide to narrow. */
const WITH_BFLOAT16 = ['amx_fp16', 'amx', 'avx512_fp16', 'avx512_bf16'];

/**
 * Returns why training in bfloat16 makes no sense on a backend: it would be emulated, slower than float32 and with different
 * bits.
 *
 * @returns undefined where it makes sense
 */
export function whyNoBfloat16({ backend, cpu, isa, oneDNN }: BackendFacts): string | undefined {
  if (backend !== 'tensorflow') return 'The portable backend computes in float32 only';
  if (!oneDNN) return 'bfloat16 needs oneDNN, which is off here (runtime.oneDNN)';
  if (WITH_BFLOAT16.includes(isa)) return undefined;
  const needed = WITH_BFLOAT16.toReversed().join(' or ');
  if (!WITH_BFLOAT16.includes(cpu)) {
    return `This processor has no instructions for bfloat16 (found ${cpu}, needs ${needed})`;
  }
  return `oneDNN is limited to ${isa}, which has no instructions for bfloat16 (runtime.isa)`;
}
