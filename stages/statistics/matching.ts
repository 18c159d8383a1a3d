/**
 * Which column to give to each row so that the sum of the chosen entries is as great as possible, every column to one row at most (the
 * assignment problem; shortest augmenting paths with potentials: Jonker and Volgenant 1987, as the Hungarian method, Kuhn 1955).
 *
 * @param weights `[rows, columns]`, rows at most as many as columns
 * @returns for each row its column
 */
export function bestMatching(weights: ArrayLike<number>, rows: number, columns: number): number[] {
  // Rows and columns count from 1: place 0 stands for the row that looks for a column.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    const before = new Int32Array(columns + 1);
    const slack = new Float64Array(columns + 1).fill(Infinity);
    const done = new Uint8Array(columns + 1);
    rowOf[0] = row;
    let column = 0;
    do {
      done[column] = 1;
      const current = rowOf[column] as number;
      let [next, least] = [0, Infinity];
      for (let other = 1; other <= columns; other++) {
        if (done[other] === 1) continue;
        const cost = -(weights[(current - 1) * columns + other - 1] as number);
        const reduced = cost - (rowPotential[current] as number) - (columnPotential[other] as number);
        if (reduced < (slack[other] as number)) {
          slack[other] = reduced;
          before[other] = column;
        }
        if ((slack[other] as number) < least) [next, least] = [other, slack[other] as number];
      }
      for (let other = 0; other <= columns; other++) {
        if (done[other] === 1) {
          const own = rowOf[other] as number;
          rowPotential[own] = (rowPotential[own] as number) + least;
          columnPotential[other] = (columnPotential[other] as number) - least;
        } else {
          slack[other] = (slack[other] as number) - least;
        }
      }
      column = next;
    } while (rowOf[column] !== 0);
    // Along the path that was found, each column goes to the row before it.
    while (column !== 0) {
      const previous = before[column] as number;
      rowOf[column] = rowOf[previous] as number;
      column = previous;
    }
  }
  const columnOf = Array.from({ length: rows }, () => -1);
  for (let column = 1; column <= columns; column++) {
    const row = rowOf[column] as number;
    if (row > 0) columnOf[row - 1] = column - 1;
  }
  return columnOf;
}
