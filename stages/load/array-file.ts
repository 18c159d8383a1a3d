import { join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import { decodeSafetensors } from '../formats/safetensors.ts';
import type { Tensor } from '../formats/safetensors.ts';
import { parseNpy } from './npy.ts';
import type { NumberArray } from './number-array.ts';
import { readOnce } from './open-file.ts';
import type { Reading } from './reading.ts';
import { readZip } from './zip.ts';

/** Gives an array by its name. Asking for one that was not read is a bug. */
export type Arrays = (name: string) => NumberArray & { readonly file: string };

/** The files that hold arrays of these names: one .npz or .safetensors file, or a folder of .npy files. */
export function filesOf(path: string, names: readonly string[]): Readonly<Record<string, string>> {
  if (isOneFile(path)) return { arrays: path };
  return Object.fromEntries(names.map((name) => [`${name}.npy`, join(path, `${name}.npy`)]));
}

/**
 * Reads arrays by name.
 *
 * @param path a .npz file (NumPy), a .safetensors file, or a folder that has a .npy file for each name
 * @throws StageFailure if one is missing, damaged, or no array of numbers; it lists the arrays that there are
 */
export async function readArrays(path: string, names: readonly string[], reading: Reading): Promise<Arrays> {
  const read = path.endsWith('.npz') ? fromNpz : path.endsWith('.safetensors') ? fromSafetensors : fromFolder;
  const arrays = await read(path, names, reading);
  return (name) => {
    const array = arrays.get(name);
    if (array === undefined) throw new Error(`Internal error: the array "${name}" was not read`);
    return { ...array, file: isOneFile(path) ? `${path}: ${name}` : join(path, `${name}.npy`) };
  };
}

function isOneFile(path: string): boolean {
  return path.endsWith('.npz') || path.endsWith('.safetensors');
}

type Found = ReadonlyMap<string, NumberArray>;

async function fromFolder(path: string, names: readonly string[], reading: Reading): Promise<Found> {
  const arrays = new Map<string, NumberArray>();
  for (const name of names) {
    const file = join(path, `${name}.npy`);
    arrays.set(name, parseNpy({ file, bytes: await readOnce(file, reading) }));
  }
  return arrays;
}

async function fromNpz(path: string, names: readonly string[], reading: Reading): Promise<Found> {
  const all: string[] = [];
  const entries = await readZip(path, (entry) => all.push(entry) > 0 && names.includes(nameOf(entry)), reading);
  const arrays = new Map<string, NumberArray>();
  for (const name of names) {
    const bytes = entries.get(`${name}.npy`);
    if (bytes === undefined) throw missing(path, name, all.map(nameOf));
    arrays.set(name, parseNpy({ file: `${path}: ${name}`, bytes }));
  }
  return arrays;
}

function nameOf(entry: string): string {
  return entry.replace(/\.npy$/, '');
}

async function fromSafetensors(path: string, names: readonly string[], reading: Reading): Promise<Found> {
  const { tensors } = decodeSafetensors(await readOnce(path, reading), path);
  return new Map(
    names.map((name) => {
      const tensor = tensors.get(name);
      if (tensor === undefined) throw missing(path, name, [...tensors.keys()]);
      return [name, numbersOf(tensor)];
    }),
  );
}

function numbersOf({ shape, data }: Tensor): NumberArray {
  return { shape, data: data instanceof BigInt64Array ? Float64Array.from(data, Number) : data };
}

function missing(path: string, name: string, found: readonly string[]): StageFailure {
  const list = found.toSorted().map((each) => `"${each}"`);
  return new StageFailure(`Cannot find the array "${name}" in "${path}": it has ${list.join(', ') || 'none'}`, {
    hint: 'Say with "arrays" of the dataset what yours are called.',
  });
}
