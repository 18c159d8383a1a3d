// Instruction sets that the bits of a result depend on: how a processor, oneDNN and Assay call each.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
const AVX512 = 'Intel AVX-512 with';
const FP16 = `${AVX512} float16, Intel DL Boost and bfloat16 support`;
/** From wide to narrow. */
const INSTRUCTION_SETS = {
    amx_fp16: {
        flags: ['amx_tile', 'amx_bf16', 'amx_fp16'],
        oneDNN: {
            cap: 'AVX512_CORE_AMX_FP16',
            log: `${FP16} and Intel AMX with bfloat16, float16 and 8-bit integer support`,
        },
    },
    amx: {
        flags: ['amx_tile', 'amx_bf16'],
        oneDNN: { cap: 'AVX512_CORE_AMX', log: `${FP16} and Intel AMX with bfloat16 and 8-bit integer support` },
    },
    avx512_fp16: { flags: ['avx512_fp16'], oneDNN: { cap: 'AVX512_CORE_FP16', log: FP16 } },
    avx512_bf16: {
        flags: ['avx512_bf16'],
        oneDNN: { cap: 'AVX512_CORE_BF16', log: `${AVX512} Intel DL Boost and bfloat16 support` },
    },
    avx512_vnni: { flags: ['avx512_vnni'], oneDNN: { cap: 'AVX512_CORE_VNNI', log: `${AVX512} Intel DL Boost` } },
    avx512: {
        flags: ['avx512f', 'avx512bw', 'avx512vl', 'avx512dq'],
        oneDNN: { cap: 'AVX512_CORE', log: `${AVX512} AVX512BW, AVX512VL, and AVX512DQ extensions` },
    },
    avx_vnni_2: {
        flags: ['avx_vnni', 'avx_ne_convert', 'avx_vnni_int8'],
        oneDNN: { cap: 'AVX2_VNNI_2', log: 'Intel AVX2 with Intel DL Boost, float16 and bfloat16 support' },
    },
    avx_vnni: { flags: ['avx_vnni', 'avx2'], oneDNN: { cap: 'AVX2_VNNI', log: 'Intel AVX2 with Intel DL Boost' } },
    avx2: { flags: ['avx2', 'fma'], oneDNN: { cap: 'AVX2', log: 'Intel AVX2' } },
    avx: { flags: ['avx'], oneDNN: { cap: 'AVX', log: 'Intel AVX' } },
    sse4_1: { flags: ['sse4_1'], oneDNN: { cap: 'SSE41', log: 'Intel SSE4.1' } },
    sve: { flags: ['sve'] },
    neon: { flags: ['asimd'] },
};
const ORDER = Object.keys(INSTRUCTION_SETS);
/** Of /proc/cpuinfo: enough for the first processor. The whole file is slow to read on machines with many. */
const CPUINFO_BYTES = 8192;
/** This machine's processor, from the system's description of it. */
export function thisProcessor() {
    const text = cpuFlags();
    const flags = new Set(text.split(' '));
    const has = (names) => names.every((name) => flags.has(name));
    const neural = ['avx512_vnni', 'avx512_bf16', 'avx_vnni', 'amx_tile', 'amx_int8', 'amx_bf16'];
    return {
        flags: text,
        widest: ORDER.find((name) => has(INSTRUCTION_SETS[name]?.flags ?? [])) ?? process.arch,
        prefersOneDNN: neural.some((name) => flags.has(name)),
    };
}
/** The narrower one of two, by Assay's names; one that is not in the list counts as wider than all that are. */
export function narrower(a, b) {
    return ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a;
}
/** The value of oneDNN's variable that limits it to an instruction set. */
export function capOf(name) {
    const cap = INSTRUCTION_SETS[name]?.oneDNN?.cap;
    if (cap === undefined)
        throw new Error(`Internal error: oneDNN cannot be limited to ${name}`);
    return cap;
}
/** Assay's name of the instruction set that oneDNN's log names; one that is not known comes back as it is written there. */
export function nameInLog(words) {
    return ORDER.find((name) => INSTRUCTION_SETS[name]?.oneDNN?.log === words) ?? words;
}
function cpuFlags() {
    if (process.platform === 'darwin' && process.arch === 'arm64')
        return 'asimd';
    if (!existsSync('/proc/cpuinfo'))
        return '';
    const buffer = Buffer.alloc(CPUINFO_BYTES);
    const file = openSync('/proc/cpuinfo', 'r');
    try {
        const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, CPUINFO_BYTES, 0));
        return (/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? '').trim();
    }
    finally {
        closeSync(file);
    }
}
