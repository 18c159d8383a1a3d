import type { Backend } from '../../nn/backends/backend.ts';
import { predict } from '../../nn/evaluate.ts';
import type { ImageTensors } from '../../nn/evaluate.ts';
import type { Network } from '../../nn/removal.ts';
import { inferShapes } from '../../nn/shapes.ts';
import { dispose, toTensors } from '../../nn/tensors.ts';

/**
 * The logits of a network for images, float32 `[images, classes]`.
 *
 * @throws the signal's reason when it is aborted
 */
export async function answer(
  backend: Backend,
  { model, weights: host }: Network,
  { images, signal }: { readonly images: ImageTensors; readonly signal: AbortSignal },
): Promise<Float32Array> {
  const outputs = inferShapes(model).layers.at(-1)?.shape.at(-1) ?? 0;
  const weights = toTensors(backend, host);
  try {
    return await predict(backend, { model, weights, data: images, outputs, signal });
  } finally {
    dispose(weights);
  }
}
