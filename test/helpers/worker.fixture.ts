import { serveWorker } from '../../engine/execute/executors/worker.ts';
import { workerStages } from './worker-stages.ts';

serveWorker(workerStages);
