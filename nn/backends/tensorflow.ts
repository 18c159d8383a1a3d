import { type BackendFacts, BackendUnavailable } from './backend.ts';
import { type Installed, readInstalled } from './installed.ts';
import { capOf, nameInLog, narrower, type Processor } from './instruction-sets.ts';
import { kernelSetOf } from './kernels.ts';
import type { BackendKind, RuntimeSettings } from './kind.ts';
import { nativeRoot } from './place.ts';
import { setNumericVariables } from './variables.ts';

/** Instruction sets with products of bfloat16, from wide to narrow. */
const WITH_BFLOAT16 = ['amx_fp16', 'amx', 'avx512_fp16', 'avx512_bf16'];

/** TensorFlow's C library, which setup installs. */
export const tensorflow: BackendKind = {
  name: 'tensorflow',
  label: 'tensorflow (native)',
  rank: 0,
  find: ({ root, processor }) => {
    const { installed, missing, tried } = readInstalled(nativeRoot(root));
    const whyDirect = installed?.kernels.missing;
    return {
      missing,
      tried,
      ...(whyDirect !== undefined && { whyDirect }),
      facts: ({ oneDNN, isa, convolution, threads }) => {
        if (installed === undefined) throw notInstalled(missing);
        const { library, binding, digest } = installed;
        if (oneDNN === 'on' && !installed.oneDNN.possible) throw withoutOneDNN(library);
        const inUse = isaInUse(installed, processor, isa);
        return {
          backend: 'tensorflow',
          library,
          binding,
          digest,
          oneDNN: oneDNN === 'auto' ? usesOneDNN(installed, processor) : oneDNN === 'on',
          cpu: processor.widest,
          isa: inUse,
          ...convolutionInUse(installed, inUse, convolution),
          threads,
        };
      },
    };
  },
  environment: ({ oneDNN, cpu, isa, threads }) => ({
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
    TF_ENABLE_ONEDNN_OPTS: oneDNN ? '1' : '0',
    ...(isa !== cpu && { ONEDNN_MAX_CPU_ISA: capOf(isa) }),
    // oneDNN tells of itself once, before its first operation, and says nothing of any: TensorFlow does not use its graphs.
    ONEDNN_VERBOSE: 'profile_exec,filter=graph',
    TF_CPP_MIN_LOG_LEVEL: '2', // errors only
    CUDA_VISIBLE_DEVICES: '-1', // the key says which processor computes
  }),
  whyNoBfloat16: ({ cpu, isa, oneDNN }) => {
    if (!oneDNN) return 'bfloat16 needs oneDNN, which is off here (runtime.oneDNN)';
    if (WITH_BFLOAT16.includes(isa)) return undefined;
    const needed = WITH_BFLOAT16.toReversed().join(' or ');
    return WITH_BFLOAT16.includes(cpu)
      ? `oneDNN is limited to ${isa}, which has no instructions for bfloat16 (runtime.isa)`
      : `This processor has no instructions for bfloat16 (found ${cpu}, needs ${needed})`;
  },
  load: async (facts) => {
    setNumericVariables(tensorflow.environment(facts)); // the library reads them when it is loaded
    return (await import('./tensorflow-native.ts')).loadTensorflow(facts);
  },
  trainer: async () => (await import('../graph/traced-trainer.ts')).createTracedTrainer,
};

function notInstalled(missing: string | undefined): BackendUnavailable {
  return new BackendUnavailable(
    'tensorflow',
    `The native TensorFlow backend is asked for, and is not installed: ${missing}\nRun "assay backend ` +
      '--install" to install it, or ask for the backend "portable" (about ten times slower) or "auto".',
  );
}

function withoutOneDNN(library: string): BackendUnavailable {
  return new BackendUnavailable(
    'tensorflow',
    `The file asks for oneDNN, and TensorFlow ${library} has none here. Set runtime.oneDNN to "auto" or "off".`,
  );
}

/** Whether TensorFlow would use oneDNN unasked. What it said to setup holds where setup ran, not where its folder is shared. */
function usesOneDNN({ oneDNN }: Installed, { prefersOneDNN }: Processor): boolean {
  return process.arch === 'x64' ? oneDNN.possible && prefersOneDNN : oneDNN.byDefault;
}

/** The fast convolutions of the instruction set in use, unless they are missing or not wanted. */
function convolutionInUse(
  { kernels }: Installed,
  isa: string,
  wanted: RuntimeSettings['convolution'],
): Pick<BackendFacts, 'convolution' | 'kernels'> {
  const digest = kernels.digests[kernelSetOf(isa)];
  if (wanted !== 'direct' && digest !== undefined) return { convolution: 'winograd', kernels: digest };
  if (wanted === 'winograd') {
    const why = kernels.missing ?? `there are none for ${kernelSetOf(isa)}`;
    throw new BackendUnavailable(
      'tensorflow',
      `The file asks for the convolution "winograd", whose kernels are not installed: ${why}\nRun "assay backend ` +
        '--install" to install them, or set runtime.convolution to "auto" or "direct".',
    );
  }
  return { convolution: 'direct' };
}

function isaInUse(installed: Installed, { flags, widest }: Processor, cap: string): string {
  // oneDNN may use less than the processor has, where the system does not let it: on this processor, setup has asked it.
  const told = installed.processor === flags && installed.isa !== null;
  const unlimited = told ? nameInLog(installed.isa) : widest;
  return cap === 'auto' ? unlimited : narrower(unlimited, cap);
}
