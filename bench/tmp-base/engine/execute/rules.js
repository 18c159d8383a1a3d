// The engine's own rules that the bytes of a result depend on beside the code of its stage. `npm run build` makes a digest of
// what these names lead to, and it is in every key: who edits one of them makes everything run again.
export { deriveSeed } from '../core/seed.js';
export { contextOf } from './perform.js';
export { workerEnvironment, workerOptions, influences } from './executors/worker-environment.js';
export { fingerprintOf, keyOf } from '../plan/fingerprint.js';
