import type { Backend } from './backends/backend.ts';
import type { ImageTensors } from './evaluate.ts';
import { createBreather, fit } from './fit.ts';
import { gather } from './images.ts';
import type { HostTensors } from './initializers.ts';
import type { Model } from './model.ts';
import { createOptimizer } from './optimizers/index.ts';
import { initialSlots, type Optimizer } from './optimizers/kind.ts';
import { deriveSeed } from './random.ts';
import { statisticsOf } from './shapes.ts';
import { createStep, learningOf } from './step.ts';
import { dispose, toHost, toTensors } from './tensors.ts';
import { classification, type TrainProgress } from './train.ts';
import { scalars, stepKey } from './trainer.ts';

export interface TuneOptions {
  readonly model: Model;
  /** All of the model's, in the order of the layers. */
  readonly weights: HostTensors;
  readonly data: ImageTensors;
  readonly optimizer: Optimizer;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
}

/**
 * Returns the weights after some more epochs of training with categorical cross-entropy. Nothing is evaluated on the way. The
 * bits are those of `train` with the same seed and start.
 *
 * @throws DivergedError when the loss of a batch is not finite
 * @throws the signal's reason when it is aborted
 */
export async function tune(backend: Backend, options: TuneOptions): Promise<HostTensors> {
  const { model, weights, data, optimizer, epochs, batchSize, seed, signal, onProgress } = options;
  const tuned = await fit(backend, {
    step: createStep(backend, {
      objective: classification(backend, model),
      optimizer,
      statistics: statisticsOf(model),
    }),
    optimizer,
    weights: toTensors(backend, weights),
    count: data.labels.size,
    batchSize,
    epochs,
    seed: deriveSeed(seed, 'fit'),
    batch: (indices) => gather(backend, data, indices),
    ...(signal && { signal }),
    onBatch: ({ measures, ...report }) => onProgress?.({ ...report, accuracy: measures['correct'] ?? Number.NaN }),
  });
  try {
    return await toHost(tuned);
  } finally {
    dispose(tuned);
  }
}

/** Steps that are measured: the shortest counts, because other programs may run too. */
const MEASURED_STEPS = 4;

/**
 * Returns how long one update of the weights takes, operation by operation, in milliseconds: the shortest of a few, after one
 * that is not measured.
 *
 * @param options.batchSize images per update, from the first on; at most as many as there are
 * @throws the signal's reason when it is aborted: seen between two updates
 */
export async function measureStep(
  backend: Backend,
  { model, weights, data, batchSize, signal }: Pick<TuneOptions, 'model' | 'weights' | 'data' | 'batchSize' | 'signal'>,
): Promise<number> {
  const { tf } = backend;
  const optimizer = createOptimizer({ sgd: { learningRate: 0.01 } });
  const statistics = statisticsOf(model);
  const step = createStep(backend, { objective: classification(backend, model), optimizer, statistics });
  const start = toTensors(backend, weights);
  const slots = initialSlots(backend, optimizer, learningOf(start, step));
  const images = Math.min(batchSize, data.labels.size);
  const breathe = createBreather(signal);
  let best = Infinity;
  try {
    for (let turn = 0; turn <= MEASURED_STEPS; turn += 1) {
      await breathe();
      const began = performance.now();
      const { loss, measures, ...state } = tf.tidy(() => {
        const batch = gather(backend, data, tf.range(0, images, 1, 'int32'));
        const rates = scalars(backend, optimizer.rates(turn));
        return step({ weights: start, slots, batch, key: stepKey(backend, 1, turn), rates });
      });
      await loss.data();
      if (turn > 0) best = Math.min(best, performance.now() - began);
      dispose({ loss }, measures, state.weights, state.slots);
    }
  } finally {
    dispose(start, slots);
  }
  return best;
}
