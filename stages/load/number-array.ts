/** Numbers as a file holds them. */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** An array of numbers, row-major. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

/** `float32 [60000, 28, 28]`, for people. */
export function describeArray({ shape, data }: NumberArray): string {
  return `${data.constructor.name.replace('Array', '').toLowerCase()} [${shape.join(', ')}]`;
}
