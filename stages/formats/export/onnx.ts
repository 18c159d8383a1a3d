import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat, ExportSource } from '../../../engine/core/export.ts';
import { cardOf } from './card.ts';
import { faultsOf, readNetwork, SEQUENTIAL, type Network } from './network.ts';
import { graphOf } from './onnx-graph.ts';
import { ONNX_ACTIVATIONS } from './onnx-nodes.ts';
import { bytes, int, message, text, type Pieces } from './protobuf.ts';

/** The version of the operators: of 2022, which onnxruntime has known since 1.12. */
const OPSET = 17;
/** The version of the file format that came with it. */
const IR_VERSION = 8;
/** A protocol buffer is smaller than 2 GiB; the graph around the weights takes far less than this. */
const MOST_WEIGHT_BYTES = 2 ** 31 - 2 ** 24;

/** https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 and docs/Operators.md there. */
export async function prepare(source: ExportSource): ReturnType<ExportFormat['prepare']> {
  const faults = await faultsOf(source.path, 'ONNX', { layers: SEQUENTIAL, activations: ONNX_ACTIVATIONS });
  if (faults.length > 0) return { faults };
  const network = await readNetwork(source);
  if (network.parameters * 4 > MOST_WEIGHT_BYTES)
    return { faults: [`${network.parameters} parameters take more than the 2 GB that an ONNX file can have`] };
  return {
    card: cardOf(network, {
      language: 'python',
      code: `import numpy, onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
images = numpy.zeros([1, ${network.input.join(', ')}], numpy.float32)  # yours
[outputs] = session.run(None, {"input": images})`,
      about: `\`model.onnx\` is written for opset ${OPSET} (IR version ${IR_VERSION}). Its input is called \`input\`, its output \`output\`.`,
    }),
    write: (folder) => writePieces(join(folder, 'model.onnx'), modelOf(network)),
  };
}

/** ModelProto. */
function modelOf(network: Network): Pieces {
  return message(
    int(1, IR_VERSION),
    text(2, 'assay'),
    bytes(7, graphOf(network)),
    bytes(8, message(text(1, ''), int(2, OPSET))),
  );
}

async function writePieces(path: string, pieces: Pieces): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const piece of pieces) if (piece.length > 0) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}
