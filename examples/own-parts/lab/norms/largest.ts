import type { Metrics, StageContext } from 'assay';
import { measureFilters } from './measure.ts';

export function run(context: StageContext): Promise<Metrics> {
  return measureFilters(context, (weights) => Math.max(...weights.map(Math.abs)));
}
