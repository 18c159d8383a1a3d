import type { Backend } from '../../nn/backends/backend.ts';
import { eachBatch } from '../../nn/evaluate.ts';
import type { ImageTensors } from '../../nn/evaluate.ts';
import { layerActivations } from '../../nn/forward.ts';
import type { Network, Seam } from '../../nn/removal.ts';
import { dispose, toTensors } from '../../nn/tensors.ts';

/**
 * How active each filter is: the mean size (absolute value) of its output, after the activation, over images and places.
 *
 * @returns float64 `[filters]`
 * @throws the signal's reason when it is aborted
 */
export async function activityOf(
  backend: Backend,
  { model, weights: host }: Network,
  seam: Seam,
  { images, signal }: { readonly images: ImageTensors; readonly signal: AbortSignal },
): Promise<Float64Array> {
  const { tf } = backend;
  const { filters, outlet } = seam;
  const weights = toTensors(backend, host);
  const sums = new Float64Array(filters);
  let values = 0;
  try {
    await eachBatch(images.labels.size, { signal }, async ({ start, count }) => {
      const means = tf.tidy(() => {
        const x = tf.slice(images.images, start, count);
        const { [outlet]: output } = layerActivations(backend, model, { weights, x, layers: [outlet] });
        if (output === undefined) throw new Error(`Internal error: layer '${outlet}' gave nothing`);
        // The channels lie fastest, also where the map is flattened.
        return tf.mean(tf.abs(tf.reshape(output, [-1, filters])), 0);
      });
      for (const [filter, mean] of (await means.data<'float32'>()).entries()) {
        sums[filter] = (sums[filter] ?? 0) + mean * count;
      }
      means.dispose();
      values += count;
    });
  } finally {
    dispose(weights);
  }
  return sums.map((sum) => sum / values);
}
