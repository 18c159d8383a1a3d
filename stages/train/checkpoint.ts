import { join } from 'node:path';
import { StageFailure } from '../../engine/failure.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import type { Checkpoint, EpochRow } from '../../nn/train.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors, type Tensor } from '../shared/safetensors.ts';
import type { TrainParams } from './stage.ts';

/** Writing a state more often costs more than a kill would lose: with 10 s it stays far below 2 % of the training. */
const SAVE_EVERY_MS = 10_000;

/** Kernels kept after single epochs, as `epoch-<n>/<layer>.kernel`. */
export type Kept = Record<string, Tensor>;

/** What an earlier training of the same kind left, to go on from; undefined when there is nothing. */
export async function readCheckpoint(
  context: StageContext<TrainParams>,
): Promise<(Checkpoint & { readonly kept: Kept }) | undefined> {
  const { checkpoint } = context;
  if (checkpoint === undefined) return undefined;
  const file = await readSafetensors(checkpoint.path);
  const part = (prefix: string): HostTensors => {
    const names = [...file.tensors.keys()].filter((name) => name.startsWith(`${prefix}/`));
    return Object.fromEntries(
      names.map((name) => {
        const { shape, data } = tensorAt(file, name, 'F32');
        return [name.slice(prefix.length + 1), { shape, data }];
      }),
    );
  };
  const history = metadataAt(file, 'history') as unknown as readonly EpochRow[];
  if (history.at(-1)?.epoch !== checkpoint.at) {
    throw new StageFailure(`The checkpoint of epoch ${checkpoint.at} has the history of another epoch`, {
      hint: 'Run the step with --force: it starts anew then.',
    });
  }
  const kept = Object.fromEntries(Array.from(file.tensors).filter(([name]) => name.startsWith('epoch-')));
  return { epoch: checkpoint.at, weights: part('weights'), slots: part('slots'), history, kept };
}

/**
 * Keeps states while a training runs: one every 10 s, so that a kill loses little, and the last one, so that a longer
 * training can start there.
 *
 * @param kept the kernels kept so far, which the caller adds to: a training that goes on needs them
 */
export function checkpointWriter(
  context: StageContext<TrainParams>,
  kept: Readonly<Kept>,
): (checkpoint: Checkpoint) => Promise<void> {
  let savedAt = performance.now();
  return async ({ epoch, weights, slots, history }) => {
    const last = epoch === context.params.epochs;
    if (epoch === 0 || (!last && performance.now() - savedAt < SAVE_EVERY_MS)) return;
    const path = join(context.scratch, 'checkpoint.safetensors');
    await writeSafetensors(
      path,
      { ...under('weights', weights), ...under('slots', slots), ...kept },
      { history: JSON.stringify(history) },
    );
    await context.saveCheckpoint(epoch, path);
    savedAt = performance.now();
  };
}

function under(prefix: string, tensors: HostTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [`${prefix}/${name}`, { dtype: 'F32', shape, data }]),
  );
}
