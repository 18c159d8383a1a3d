// The engine's rules on which the bytes of a result depend, besides the code of its stage. `npm run build` computes a digest of
// everything that these names lead to. It is in every key, so an edit to a rule makes everything run again.

export { deriveSeed } from '../core/seed.ts';
export { contextOf } from './perform.ts';
export { workerEnvironment, workerOptions, influences } from './executors/worker-environment.ts';
export { fingerprintOf, keyOf } from '../plan/fingerprint.ts';
