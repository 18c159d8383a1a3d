// What `import ... from 'assay'` gives to a pack.
export { definePack, defineStage } from './define.js';
export { StageFailure } from '../core/failure.js';
