// What `import ... from 'assay/formats'` gives to a pack: the files that the built-in stages read and write.

export { readTable, type Cell, type Table, writeTable } from './csv.ts';
export { readSafetensors, type Dtype, type Tensor, type TensorFile, writeSafetensors } from './safetensors.ts';
