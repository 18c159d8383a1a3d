import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from './backends/backend.ts';
import type { HostTensor, HostTensors } from './initializers.ts';

/** Tensors by name. A type and not an interface, so that tfjs's `tidy` recognises a container and keeps its tensors. */
export type Tensors = { readonly [name: string]: Tensor };

/**
 * Returns the same numbers as tensors, which the caller disposes of. The arrays must not change afterwards, because uploads are
 * lazy.
 */
export function toTensors({ tf }: Backend, host: HostTensors): Tensors {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { data, shape }] of Object.entries(host)) tensors[name] = tf.tensor(data, [...shape], 'float32');
  return tensors;
}

/** Copies float32 tensors to the JavaScript side; the tensors stay. */
export async function toHost(tensors: Tensors): Promise<HostTensors> {
  const host: Record<string, HostTensor> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    const data = await tensor.data<'float32'>();
    host[name] = { shape: tensor.shape, data: Float32Array.from(data) }; // The backend may return a view of its memory.
  }
  return host;
}

/**
 * The same tensors in the order of `names`. An objective may sum over all weights, and another order gives different bits.
 *
 * @throws Error when one of them is missing
 */
export function inOrder(tensors: HostTensors, names: readonly string[]): HostTensors {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = tensors[name];
      if (tensor === undefined) throw new Error(`Internal error: there is no weight '${name}'`);
      return [name, tensor];
    }),
  );
}

/** Disposes of every tensor of the groups. */
export function dispose(...groups: readonly Tensors[]): void {
  for (const group of groups) for (const tensor of Object.values(group)) tensor.dispose();
}
