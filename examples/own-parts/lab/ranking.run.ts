import type { StageContext } from 'assay';
import { readTable, writeTable } from 'assay/formats';

export async function run(context: StageContext): Promise<void> {
  const columns = ['layer', 'filter'];
  const rows: Record<string, string | number>[] = [];
  for (const { path, point } of context.inputs('norms')) {
    const column =
      Object.values(point)
        .map((value) => JSON.stringify(value))
        .join(' ')
        .replaceAll('"', '') || 'rank';
    columns.push(column);
    const table = await readTable(path);
    const order = [...table.rows].sort((a, b) => Number(b['norm']) - Number(a['norm']));
    for (const [index, row] of table.rows.entries()) {
      rows[index] ??= { layer: row['layer'] ?? '', filter: Number(row['filter']) };
      rows[index][column] = order.indexOf(row) + 1;
    }
  }
  await writeTable(context.output('table'), columns, rows);
}
