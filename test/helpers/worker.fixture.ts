import { serveWorker } from '../../engine/run/worker.ts';
import { workerStages } from './worker-stages.ts';

serveWorker(workerStages);
