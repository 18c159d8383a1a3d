import type { AugmentSpec } from '../../nn/augment/index.ts';
import type { MixupSettings } from '../../nn/augment/mixup.ts';
import type { EarlyStopping } from '../../nn/early-stopping.ts';
import type { ModelSpec } from '../../nn/model.ts';
import type { LossName } from '../../nn/objectives/index.ts';
import type { Clip } from '../../nn/optimizers/clipped.ts';
import type { OptimizerSpec } from '../../nn/optimizers/index.ts';
import type { ScheduleSpec } from '../../nn/schedules/index.ts';

export interface TrainParams {
  /** Left out: the one that the training starts from. */
  readonly model?: ModelSpec;
  readonly optimizer: OptimizerSpec;
  /** Left out: the rate is the optimizer's own. */
  readonly schedule?: ScheduleSpec;
  /** Left out: gradients are taken as they are. */
  readonly clip?: Clip;
  /** Decay of the average of the weights, which is then evaluated and given out; left out: the weights themselves are. */
  readonly weightAverage?: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: LossName;
  /** Of focal loss. */
  readonly focusing?: number;
  /** What is done to the training images. */
  readonly augment?: AugmentSpec;
  readonly mixup?: MixupSettings;
  readonly labelSmoothing?: number;
  readonly classWeights?: 'balanced' | readonly number[];
  readonly earlyStopping?: EarlyStopping;
  readonly precision: 'float32' | 'bfloat16';
  readonly trainEvaluation: number;
  /** Epochs after which to keep a snapshot of the kernels. */
  readonly snapshots: readonly number[];
  /** Names of layers whose weights stay. */
  readonly freeze: readonly string[];
}
