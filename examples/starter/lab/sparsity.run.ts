// The heavy half: it runs in a process of its own when the step runs. An edit here reruns the steps of this stage.

import type { Metrics, StageContext } from 'assay';
import { readSafetensors, writeTable } from 'assay/formats';
import type { SparsityParams } from './sparsity.ts';

export async function run(context: StageContext<SparsityParams>): Promise<Metrics> {
  const file = await readSafetensors(context.input('filters').path);
  const rows: { layer: string; weights: number; small: number; share: number }[] = [];
  for (const [name, tensor] of file.tensors) {
    if (!name.endsWith('/final') || tensor.dtype !== 'F32') continue;
    const sizes = tensor.data.map(Math.abs);
    const limit = context.params.below * sizes.reduce((a, b) => Math.max(a, b), 0);
    const small = sizes.filter((size) => size < limit).length;
    rows.push({ layer: name.replace('/final', ''), weights: sizes.length, small, share: small / sizes.length });
  }
  await writeTable(context.output('table'), ['layer', 'weights', 'small', 'share'], rows);
  return { layers: rows.length };
}
