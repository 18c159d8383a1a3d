import type { Random } from '../random.ts';
import { normalNumber } from './normal-number.ts';

/**
 * A matrix whose rows or columns, whichever are fewer, are orthonormal, uniform among all such matrices (Saxe et al. 2014): normal
 * numbers made orthonormal by Gram and Schmidt's method, twice, which is as exact as reflections.
 *
 * @param shape the last axis counts the columns, the others together the rows
 * @returns float32, row-major
 */
export function orthogonal(shape: readonly number[], random: Random): Float32Array {
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const vector = Float64Array.from({ length }, () => normalNumber(random));
    for (let turn = 0; turn < 2; turn += 1) for (const other of basis) subtract(vector, other, dot(vector, other));
    const norm = Math.sqrt(dot(vector, vector));
    basis.push(vector.map((value) => value / norm));
  }
  const data = new Float32Array(rows * columns);
  for (const [index, vector] of basis.entries())
    for (const [at, value] of vector.entries())
      data[rows < columns ? index * columns + at : at * columns + index] = value;
  return data;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let at = 0; at < from.length; at += 1) from[at] = (from[at] as number) - times * (vector[at] as number);
}
