/**
 * The eigenvalues of a symmetric matrix, the greatest first: Householder's reduction to tridiagonal form, then the QL method
 * with implicit shifts (EISPACK's tred1 and tql1). About 4/3 n³ multiplications.
 *
 * @param matrix `[size, size]`, row by row; only the lower half is read, and all is overwritten
 * @throws Error if the QL method does not converge, which a finite matrix does not do: a bug
 */
export function* eigenvalues(matrix, size) {
    const { diagonal, beside } = yield* tridiagonal(matrix, size);
    for (let l = 0; l < size; l++) {
        for (let round = 0;; round++) {
            let m = l;
            while (m < size - 1 && !isNegligible(beside[m], diagonal[m], diagonal[m + 1]))
                m++;
            if (m === l)
                break;
            if (round === 60)
                throw new Error('Internal error: no eigenvalues after 60 rounds');
            rotate(diagonal, beside, [l, m]);
        }
        yield;
    }
    return diagonal.sort().reverse();
}
/** One round of QL with an implicit shift on the block l .. m. */
function rotate(diagonal, beside, [l, m]) {
    const half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
    const root = Math.hypot(half, 1);
    let g = diagonal[m] - diagonal[l];
    g += beside[l] / (half + (half < 0 ? -root : root));
    let [sine, cosine, carried] = [1, 1, 0];
    for (let i = m - 1; i >= l; i--) {
        const f = sine * beside[i];
        const b = cosine * beside[i];
        const r = Math.hypot(f, g);
        beside[i + 1] = r;
        if (r === 0) {
            diagonal[i + 1] = diagonal[i + 1] - carried;
            beside[m] = 0;
            return;
        }
        sine = f / r;
        cosine = g / r;
        g = diagonal[i + 1] - carried;
        const turned = (diagonal[i] - g) * sine + 2 * cosine * b;
        carried = sine * turned;
        diagonal[i + 1] = g + carried;
        g = cosine * turned - b;
    }
    diagonal[l] = diagonal[l] - carried;
    beside[l] = g;
    beside[m] = 0;
}
function isNegligible(value, one, other) {
    return Math.abs(value) <= Number.EPSILON * (Math.abs(one) + Math.abs(other));
}
/** Householder's reduction of `a`, which is overwritten. `beside[i]` is between rows i and i + 1; the last one is 0. */
function* tridiagonal(a, size) {
    const diagonal = new Float64Array(size);
    const beside = new Float64Array(size);
    const p = new Float64Array(size);
    for (let i = size - 1; i > 0; i--) {
        diagonal[i] = a[i * size + i];
        beside[i - 1] = mirror(a, i, { size, p });
        yield;
    }
    if (size > 0)
        diagonal[0] = a[0];
    return { diagonal, beside };
}
/**
 * Mirrors row i, left of the diagonal, onto its last element.
 *
 * @param room.p `[size]`, overwritten
 * @returns that element: what stands beside the diagonal
 */
function mirror(a, i, { size, p }) {
    const row = a.subarray(i * size, i * size + i);
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    const end = row[i - 1];
    const mirrored = end > 0 ? -norm : norm;
    if (norm === 0)
        return mirrored;
    const h = norm * norm - end * mirrored;
    row[i - 1] = end - mirrored;
    // p = A u / h, then q = p - (uᵀp / 2h) u, then A -= q uᵀ + u qᵀ; of A only the lower half is kept.
    p.fill(0, 0, i);
    for (let j = 0; j < i; j++) {
        const u = row[j];
        let sum = a[j * size + j] * u;
        for (let k = 0; k < j; k++) {
            const value = a[j * size + k];
            sum += value * row[k];
            p[k] = p[k] + value * u;
        }
        p[j] = p[j] + sum;
    }
    let share = 0;
    for (let j = 0; j < i; j++) {
        p[j] = p[j] / h;
        share += p[j] * row[j];
    }
    share /= 2 * h;
    for (let j = 0; j < i; j++)
        p[j] = p[j] - share * row[j];
    for (let j = 0; j < i; j++) {
        const [u, q] = [row[j], p[j]];
        for (let k = 0; k <= j; k++) {
            a[j * size + k] = a[j * size + k] - u * p[k] - q * row[k];
        }
    }
    return mirrored;
}
