import type { ExportFormat } from '../../../engine/core/export.ts';

/** Every format in which a trained network can be exported. */
export const modelFormats: readonly ExportFormat[] = [
  {
    name: 'onnx',
    about: 'ONNX: onnxruntime and most other runtimes',
    prepare: async (source) => (await import('./onnx.ts')).prepare(source),
  },
  {
    name: 'keras',
    about: 'Keras 3, one .keras file: on TensorFlow, JAX or PyTorch',
    prepare: async (source) => (await import('./keras.ts')).prepare(source),
  },
  {
    name: 'tfjs',
    about: 'TensorFlow.js, layers format: in a browser or in Node',
    prepare: async (source) => (await import('./tfjs.ts')).prepare(source),
  },
  {
    name: 'safetensors',
    about: 'the weights alone, with the layers as JSON: for any program',
    prepare: async (source) => (await import('./safetensors.ts')).prepare(source),
  },
];
