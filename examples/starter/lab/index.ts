import { definePack } from 'assay';
import { sparsity } from './sparsity.ts';

export default definePack({ name: 'lab', stages: [sparsity] });
