import { definePack } from 'assay';
import { kinds } from './kinds.ts';
import { norms } from './norms.ts';
import { ranking } from './ranking.ts';

export default definePack({ name: 'lab', stages: [norms, ranking], kinds });
