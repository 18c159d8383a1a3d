// What `import ... from 'assay'` gives to a pack.

export { definePack, defineStage, type PackDefinition, type StageDefinition, type StageModule } from './define.ts';
export { StageFailure } from '../core/failure.ts';
export type { Json, JsonObject } from '../core/json.ts';
export type {
  Finding,
  Inference,
  Input,
  Measured,
  Metrics,
  OutputPort,
  Point,
  Problem,
  Progress,
  StageContext,
} from '../core/stage.ts';
export type { ArtifactKind } from './pack.ts';
export type { ExportFaults, ExportFormat, ExportSource, PreparedExport } from '../core/export.ts';
export type { ArtifactDifference } from '../core/artifact-difference.ts';
export type { Preview, PreviewBlock } from '../core/preview.ts';
