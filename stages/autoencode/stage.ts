import { isObject } from '../../engine/core/json.ts';
import type { Json } from '../../engine/core/json.ts';
import { defineStage } from '../../engine/core/stage.ts';
import type { Finding, Inference, OutputPort, Problem, Stage } from '../../engine/core/stage.ts';
import { OPTIMIZERS } from '../../nn/optimizers/index.ts';
import type { OptimizerKinds } from '../../nn/optimizers/index.ts';
import { readSchema } from '../../schema/read.ts';
import { codeOfOptimizer } from '../training/part-code.ts';
import { checkParams, createNetwork, describeNetwork, isImageShape } from './network.ts';
import type { AutoencodeParams } from './params.ts';
import { numberSpan, numbersIn } from '../statistics/span.ts';

const PLAIN = {
  autoencoder: { kind: 'autoencoder', extension: 'safetensors' },
  history: { kind: 'history', extension: 'csv' },
  image: { kind: 'image', extension: 'png' },
  reconstructions: { kind: 'reconstructions', extension: 'safetensors' },
} as const satisfies Record<string, OutputPort>;

const VARIATIONAL = {
  ...PLAIN,
  samples: { kind: 'image', extension: 'png' },
} as const satisfies Record<string, OutputPort>;

/** Trains with the optimizers that come with Assay. */
export const autoencode: Stage = autoencodeWith(OPTIMIZERS);

/** The stage `autoencode` with these optimizers. */
export function autoencodeWith(optimizers: OptimizerKinds): Stage {
  return defineStage<AutoencodeParams>({
    name: 'autoencode',
    schema: readSchema('stages/autoencode'),
    outputs: VARIATIONAL,
    outputsOf: ({ kind }) => (kind === 'plain' ? PLAIN : VARIATIONAL),
    determinism: 'bitwise',
    seeded: true,
    numeric: true,
    isolated: true,
    // As in `train`.
    extends: 'epochs',
    infer,
    code: ({ optimizer }) => ['autoencode', ...codeOfOptimizer(optimizer, optimizers)],
    lead,
    load: async () => {
      const { run } = await import('./run.ts');
      return { run: (context) => run(context, optimizers) };
    },
  });
}

function lead(findings: readonly Finding[]): readonly string[] {
  const [loss, reconstruction, kl] = ['testLoss', 'testReconstruction', 'testKl'].map((name) =>
    numberSpan(numbersIn(findings, name)),
  );
  if (loss === undefined) return [];
  const terms =
    reconstruction === undefined || kl === undefined ? '' : `: ${reconstruction} to reconstruct, ${kl} for the code`;
  return [`The autoencoder's loss on test images is ${loss}${terms}.`];
}

/** What the step that gives the dataset knows of it before it runs; a dataset of files may tell less. */
interface KnownDataset {
  readonly shape?: readonly number[];
  /** Training images. */
  readonly train?: number;
  /** Test images. */
  readonly test?: number;
}

/**
 * Inference of `autoencoder`, when the shape of the images is known: `{ kind, input, latent, layers: [{ name, type, shape,
 * parameters, macs }], parameters }`, the layers of the encoder and then of the decoder. Of `history`: `{ kind, latent, loss? }`.
 */
function infer(params: AutoencodeParams, inputs: Readonly<Record<string, readonly Json[]>>): Inference {
  const [data] = inputs['data'] ?? [];
  const { shape, train, test }: KnownDataset = isObject(data) ? data : {};
  const input = isImageShape(shape) ? shape : undefined;
  const problems: Problem[] = checkParams(params, { input, train, test });
  const history = { kind: params.kind, latent: params.latent, ...(params.kind === 'plain' && { loss: params.loss }) };
  if (input === undefined) return { outputs: { history }, problems };
  return { outputs: { autoencoder: describeNetwork(createNetwork(params, input)), history }, problems };
}
