import { square } from './square.ts';
// Principal components: the directions along which vectors vary most. Of all linear codes of k numbers, the first k components
// lose the least, so their error is the best that a linear autoencoder can reach (SCIENCE 3.2).

/** Vectors as the rows of a matrix; `values` is `[count, size]`. */
export interface Vectors {
  readonly size: number;
  readonly values: ArrayLike<number>;
}

export interface Principal {
  /** `[size]` */
  readonly mean: Float64Array;
  /** `[components, size]`, orthonormal, by decreasing variance. The sign makes the largest entry positive. */
  readonly directions: readonly Float64Array[];
  /** Variance along each direction (divided by the count). */
  readonly variances: readonly number[];
  /** Variance along all directions together, including those left out. */
  readonly total: number;
}

/** How many extra directions are kept while iterating: the more, the faster the wanted ones converge. */
const SPARE = 32;
const ITERATIONS = 300;
const TOLERANCE = 1e-13;

/**
 * The first principal components, in float64.
 *
 * Subspace iteration with Rayleigh-Ritz steps (Golub and Van Loan, Matrix Computations, 8.2): a block of directions is
 * multiplied by the covariance, made orthonormal, and turned to the eigenvectors of the covariance within it, until the
 * wanted variances no longer change. Deterministic, because it starts from the coordinates with the largest variances.
 *
 * @param components at least 1 and at most `size`; directions without any variance are left out
 */
export function principalComponents(vectors: Vectors, components: number): Principal {
  const { size } = vectors;
  const { mean, covariance } = covarianceOf(vectors);
  const width = Math.min(components + SPARE, size);
  const byVariance = Array.from({ length: size }, (_, at) => at).sort(
    (a, b) => (covariance[b * size + b] ?? 0) - (covariance[a * size + a] ?? 0) || a - b,
  );
  let block: Float64Array[] = byVariance.slice(0, width).map((at) => {
    const unit = new Float64Array(size);
    unit[at] = 1;
    return unit;
  });
  let images = timesAll(covariance, block);
  let variances: number[] = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const basis = orthonormal(images);
    const ritz = rayleighRitz(basis, timesAll(covariance, basis));
    const before = variances;
    const most = ritz.variances[0] ?? 0;
    ({ variances, images, vectors: block } = ritz);
    const still = variances
      .slice(0, components)
      .every((variance, at) => Math.abs(variance - (before[at] ?? 0)) <= TOLERANCE * most);
    if (still) break;
  }
  const kept = variances.slice(0, components).filter((variance) => variance > 0).length;
  const total = Array.from({ length: size }, (_, at) => covariance[at * size + at] ?? 0).reduce((a, b) => a + b, 0);
  return { mean, directions: block.slice(0, kept).map(upright), variances: variances.slice(0, kept), total };
}

/** The coordinates of a vector along the directions. */
export function project({ mean, directions }: Principal, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from(directions, (direction) => {
    let sum = 0;
    for (let at = 0; at < mean.length; at++) sum += (direction[at] ?? 0) * ((vector[at] ?? 0) - (mean[at] ?? 0));
    return sum;
  });
}

/** The vector with these coordinates. */
export function reconstruct({ mean, directions }: Principal, code: ArrayLike<number>): Float64Array {
  const vector = mean.slice();
  for (const [index, direction] of directions.entries()) {
    const along = code[index] ?? 0;
    for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) + along * (direction[at] ?? 0);
  }
  return vector;
}

/** Sums only over entries that are not zero, because most pixels of most images are zero. */
function covarianceOf({ size, values }: Vectors): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const count = values.length / size;
  const sum = new Float64Array(size);
  const products = new Float64Array(size * size);
  const places = new Int32Array(size);
  const held = new Float64Array(size);
  for (let start = 0; start < values.length; start += size) {
    let found = 0;
    for (let at = 0; at < size; at++) {
      const value = values[start + at] as number;
      if (value === 0) continue;
      places[found] = at;
      held[found++] = value;
    }
    for (let i = 0; i < found; i++) {
      const row = places[i] as number;
      const value = held[i] as number;
      sum[row] = (sum[row] as number) + value;
      const base = row * size;
      for (let j = i; j < found; j++) {
        const at = base + (places[j] as number);
        products[at] = (products[at] as number) + value * (held[j] as number);
      }
    }
  }
  const mean = sum.map((total) => total / count);
  const covariance = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const value = (products[row * size + column] ?? 0) / count - (mean[row] ?? 0) * (mean[column] ?? 0);
      covariance[row * size + column] = value;
      covariance[column * size + row] = value;
    }
  }
  return { mean, covariance };
}

/** The products of a matrix `[n, n]` with vectors of length n: four at a time, so that the matrix is read less often. */
function timesAll(matrix: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
  const products = vectors.map(({ length }) => new Float64Array(length));
  const size = vectors[0]?.length ?? 0;
  const idle = new Float64Array(size);
  for (let first = 0; first < vectors.length; first += 4) {
    const [u = idle, v = idle, w = idle, x = idle] = vectors.slice(first, first + 4);
    for (let row = 0; row < size; row++) {
      const base = row * size;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let column = 0; column < size; column++) {
        const value = matrix[base + column] as number;
        a += value * (u[column] as number);
        b += value * (v[column] as number);
        c += value * (w[column] as number);
        d += value * (x[column] as number);
      }
      for (const [index, sum] of [a, b, c, d].entries()) {
        const product = products[first + index];
        if (product !== undefined) product[row] = sum;
      }
    }
  }
  return products;
}

/** Gram-Schmidt, twice against rounding. Vectors that depend on those before them become zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const result: Float64Array[] = [];
  for (const vector of vectors) {
    const length = Math.sqrt(dot(vector, vector));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of result) add(vector, other, -dot(vector, other));
    }
    const rest = Math.sqrt(dot(vector, vector));
    const scale = rest > 1e-12 * length && rest > 0 ? 1 / rest : 0;
    for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) * scale;
    result.push(vector);
  }
  return result;
}

/**
 * The eigenvectors of the covariance within the span of orthonormal vectors, by falling variance.
 *
 * @param images the covariance times each vector of the basis
 * @returns also the covariance times each eigenvector, which costs no multiplication by it
 */
function rayleighRitz(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
): { readonly variances: number[]; readonly vectors: Float64Array[]; readonly images: Float64Array[] } {
  const small = basis.map((row) => Float64Array.from(images, (image) => dot(row, image)));
  const { values, vectors } = eigenvectors(small);
  const order = values.map((_, at) => at).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const turned = (parts: readonly Float64Array[]): Float64Array[] =>
    order.map((at) => {
      const vector = new Float64Array(parts[0]?.length ?? 0);
      for (const [index, part] of parts.entries()) add(vector, part, vectors[index]?.[at] ?? 0);
      return vector;
    });
  return { variances: order.map((at) => values[at] ?? 0), vectors: turned(basis), images: turned(images) };
}

/** Jacobi's method for a symmetric matrix, which is overwritten; column k of `vectors` belongs to value k. */
function eigenvectors(matrix: Float64Array[]): { readonly values: number[]; readonly vectors: Float64Array[] } {
  const size = matrix.length;
  const vectors = matrix.map((_, row) => Float64Array.from({ length: size }, (__, column) => Number(row === column)));
  const at = (row: number, column: number): number => matrix[row]?.[column] ?? 0;
  for (let sweep = 0; sweep < 60; sweep++) {
    let [off, diagonal] = [0, 0];
    for (let row = 0; row < size; row++) {
      diagonal += square(at(row, row));
      for (let column = row + 1; column < size; column++) off += square(at(row, column));
    }
    if (off <= 1e-32 * diagonal) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(matrix, { p, q, c, s: t * c });
        for (const row of vectors) turn(row, { p, q, c, s: t * c });
      }
    }
  }
  return { values: matrix.map((row, index) => row[index] ?? 0), vectors };
}

interface Rotation {
  readonly p: number;
  readonly q: number;
  readonly c: number;
  readonly s: number;
}

/** Rotates both sides: first the columns of each row, then the rows. */
function rotate(matrix: Float64Array[], rotation: Rotation): void {
  const { p, q, c, s } = rotation;
  for (const row of matrix) turn(row, rotation);
  const [rowP, rowQ] = [matrix[p], matrix[q]];
  if (rowP === undefined || rowQ === undefined) return;
  for (let column = 0; column < rowP.length; column++) {
    const [x, y] = [rowP[column] ?? 0, rowQ[column] ?? 0];
    rowP[column] = c * x - s * y;
    rowQ[column] = s * x + c * y;
  }
}

function turn(row: Float64Array, { p, q, c, s }: Rotation): void {
  const [x, y] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function add(onto: Float64Array, vector: Float64Array, factor: number): void {
  for (let at = 0; at < onto.length; at++) onto[at] = (onto[at] as number) + factor * (vector[at] as number);
}

function upright(direction: Float64Array): Float64Array {
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
