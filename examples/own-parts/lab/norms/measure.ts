import { writeTable, readSafetensors } from 'assay/formats';
import { StageFailure, type Metrics, type StageContext } from 'assay';

/** Writes the norm of each filter of each layer, as it is after the training. */
export async function measureFilters(
  context: StageContext,
  measure: (weights: readonly number[]) => number,
): Promise<Metrics> {
  const file = await readSafetensors(context.input('filters').path);
  const rows: { layer: string; filter: number; norm: number }[] = [];
  for (const [name, tensor] of file.tensors) {
    if (!name.endsWith('/final') || tensor.dtype !== 'F32') continue;
    const [count = 0] = tensor.shape;
    const size = tensor.data.length / count;
    for (let filter = 0; filter < count; filter++) {
      const weights = [...tensor.data.subarray(filter * size, (filter + 1) * size)];
      rows.push({ layer: name.replace('/final', ''), filter, norm: measure(weights) });
    }
  }
  // A failure that a person can do something about is a StageFailure: it is told without a stack trace.
  if (rows.length === 0)
    throw new StageFailure('The artifact holds no filters', { hint: 'Extract at least one layer.' });
  await writeTable(context.output('norms'), ['layer', 'filter', 'norm'], rows);
  return { filters: rows.length };
}
