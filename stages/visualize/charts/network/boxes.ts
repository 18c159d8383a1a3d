import type { Layer } from '../../../../nn/layers/index.ts';
import { activationOf, type Model } from '../../../../nn/model.ts';
import type { ModelSummary, Shape } from '../../../../nn/shapes.ts';
import { readersOf } from '../../../../nn/wiring.ts';

/** One box of the picture, and the layer that leads to it. */
export interface Box {
  readonly name: string;
  readonly notes: string[];
  readonly shape: Shape;
  parameters: number;
  readonly macs: number;
  /** The boxes that it reads, by number. */
  readonly reads: readonly number[];
}

/**
 * The image, and a box for each layer. A layer that multiplies nothing and keeps the shape is a note on the box before, if nobody else
 * reads what stands there: activations, dropout, norms.
 */
export function boxesOf(model: Model, summary: ModelSummary): readonly Box[] {
  const boxes: Box[] = [{ name: 'input', notes: ['image'], shape: model.input, parameters: 0, macs: 0, reads: [] }];
  const boxOf: number[] = [];
  const readers = readersOf(summary.layers.map(({ inputs }) => inputs));
  for (const [index, { layer, inputs, inputShape, shape, parameters, macs }] of summary.layers.entries()) {
    const before = boxes.at(-1) as Box;
    const alone = inputs.length === 1 && inputs[0] === index - 1 && (readers[index - 1]?.length ?? 1) === 1;
    const small = macs === 0 && String(shape) === String(inputShape) && (parameters === 0 || index > 0);
    if (alone && small) {
      before.notes.push(...settingsOf(model, layer));
      before.parameters += parameters;
    } else {
      const reads = inputs.map((place) => boxOf[place] ?? 0);
      boxes.push({ name: layer.name, notes: [...settingsOf(model, layer)], shape, parameters, macs, reads });
    }
    boxOf.push(boxes.length - 1);
  }
  return boxes;
}

/** What a layer does, in a few words each: `conv 3 × 3`, `relu`. */
export function settingsOf(model: Model, layer: Layer): readonly string[] {
  const words = model.kinds.of(layer.type).describe(layer);
  const activation = activationOf(model, layer);
  return activation === 'linear' ? words : [...words, activation];
}
