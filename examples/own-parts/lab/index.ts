import { definePack } from 'assay';
import { kinds } from './kinds.ts';
import { norms } from './norms.ts';

// Every part is a module of its own: an edit to one reruns the steps that use it, and no others.
export default definePack({
  name: 'lab',
  stages: [norms],
  kinds,
  extends: {
    sources: [new URL('./drawings.source.ts', import.meta.url)],
    layers: [new URL('./gain.layer.ts', import.meta.url)],
    optimizers: [new URL('./sign.optimizer.ts', import.meta.url)],
    charts: [new URL('./norm-bars.chart.ts', import.meta.url)],
  },
});
