import type { HostTensor } from '../../../nn/initializers.ts';
import type { Shape } from '../../../nn/layers/kind.ts';
import { bytesOf, type Network } from './network.ts';
import { activationNode, NODES, type Attribute, type Layout, type Node } from './onnx-nodes.ts';
import { bytes, float, int, message, text, type Pieces } from './protobuf.ts';

const FLOAT = 1;
/** AttributeProto.AttributeType */
const ATTRIBUTE = { float: 1, int: 2, ints: 7 };

/**
 * GraphProto of a network: `input` `[batch, height, width, channels]` to `output`, as Keras has them. In between, ONNX keeps images as
 * `[batch, channels, height, width]`; the graph turns them where that is needed.
 */
export function graphOf(network: Network): Pieces {
  const graph = new Graph('input');
  for (const { layer, activation, ...placed } of network.layers) {
    const written = NODES[layer.type]?.(layer, placed);
    if (written !== undefined) {
      graph.turn(written.layout);
      const initializers = Object.entries(written.weights ?? {}).map(([part, tensor]) =>
        graph.addWeight(`${layer.name}.${part}`, tensor),
      );
      graph.add(layer.name, written.node, initializers);
    }
    const node = activationNode(activation, graph.channelAxis);
    if (node !== undefined) graph.add(`${layer.name}.${activation}`, node);
  }
  graph.turn('channelsLast');
  graph.end('output');
  return message(
    ...graph.nodes.map((node) => bytes(1, node)),
    text(2, network.name),
    ...graph.weights.map((weight) => bytes(5, weight)),
    bytes(11, valueInfo('input', network.input)),
    bytes(12, valueInfo('output', network.output)),
  );
}

/** A chain of nodes, each of which takes the output of the one before. */
class Graph {
  readonly nodes: Pieces[] = [];
  readonly weights: Pieces[] = [];
  #last: string;
  #layout: Layout = 'channelsLast';

  constructor(input: string) {
    this.#last = input;
  }

  /** Where the channels are now. */
  get channelAxis(): number {
    return this.#layout === 'channelsFirst' ? 1 : -1;
  }

  /** Puts images into another order of axes, unless they are in it. */
  turn(layout: Layout): void {
    if (layout === 'any' || layout === this.#layout) return;
    const perm = layout === 'channelsFirst' ? [0, 3, 1, 2] : [0, 2, 3, 1];
    this.add(`${this.#last}.${layout}`, { type: 'Transpose', attributes: { perm } });
    this.#layout = layout;
  }

  /** Adds a node whose output has its name. */
  add(name: string, { type, attributes = {}, flattens = false }: Node, weights: readonly string[] = []): void {
    const inputs = [this.#last, ...weights];
    this.nodes.push(
      message(
        ...inputs.map((input) => text(1, input)),
        text(2, `${name}:0`),
        text(3, name),
        text(4, type),
        ...Object.entries(attributes).map(([key, value]) => bytes(5, attribute(key, value))),
      ),
    );
    this.#last = `${name}:0`;
    if (flattens) this.#layout = 'channelsLast';
  }

  addWeight(name: string, { shape, data }: HostTensor): string {
    this.weights.push(
      message(...shape.map((size) => int(1, size)), int(2, FLOAT), text(8, name), bytes(9, [bytesOf({ shape, data })])),
    );
    return name;
  }

  /** Gives the last value its name. */
  end(name: string): void {
    this.nodes.push(message(text(1, this.#last), text(2, name), text(3, name), text(4, 'Identity')));
  }
}

/** AttributeProto. */
function attribute(name: string, value: Attribute): Pieces {
  if (typeof value === 'object')
    return message(text(1, name), ...value.map((each) => int(8, each)), int(20, ATTRIBUTE.ints));
  return Number.isInteger(value)
    ? message(text(1, name), int(3, value), int(20, ATTRIBUTE.int))
    : message(text(1, name), float(2, value), int(20, ATTRIBUTE.float));
}

/** ValueInfoProto of a float32 tensor with any number of images. */
function valueInfo(name: string, shape: Shape): Pieces {
  const sizes = [text(2, 'batch'), ...shape.map((size) => int(1, size))];
  const dimensions = message(...sizes.map((size) => bytes(1, size)));
  return message(text(1, name), bytes(2, bytes(1, message(int(1, FLOAT), bytes(2, dimensions)))));
}
