import { join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';
import { isObject } from '../../engine/core/json.ts';
import type { StageContext } from '../../engine/core/stage.ts';
import type { Checkpoint, EpochPart, Keep, Place } from '../../nn/checkpoint.ts';
import type { HostTensors } from '../../nn/initializers.ts';
import { metadataAt, readSafetensors, tensorAt, writeSafetensors } from '../formats/safetensors.ts';
import type { Tensor, TensorFile } from '../formats/safetensors.ts';

// How the training stages save checkpoints: a safetensors file with `weights/...`, `slots/...`, with early stopping `best/...`, and
// the snapshots, and as metadata the rows of the history and, inside an epoch, how much of it is done.

/** Saving more often would cost more than a kill loses: every 10 s, it takes far below 2 % of the training. */
const SAVE_EVERY_MS = 10_000;

/** Snapshots: kernels of a model after single epochs, as `epoch-<n>/<layer>.kernel`. */
export type Snapshots = Record<string, Tensor>;

/**
 * Returns the checkpoint of an earlier training of the same kind, to continue from; undefined when there is none. `Row` is a
 * row of the stage's history.
 *
 * @throws StageFailure when the file is not the checkpoint that the engine says it is
 */
export async function readCheckpoint<Row extends { readonly epoch: number }>({
  checkpoint,
}: Pick<StageContext, 'checkpoint'>): Promise<(Checkpoint<Row> & { readonly snapshots: Snapshots }) | undefined> {
  if (checkpoint === undefined) return undefined;
  const file = await readSafetensors(checkpoint.path);
  const history = numbersOf(file, 'history') as readonly Row[];
  const part = file.metadata.has('part') ? (numbersOf(file, 'part') as EpochPart) : undefined;
  const { at: epoch, part: { done, of } = {} } = checkpoint;
  if (history.at(-1)?.epoch !== epoch || part?.done !== done || part?.of !== of) {
    const where = `${epoch} epochs${done === undefined ? '' : ` and ${done} of ${of} batches`}`;
    throw new StageFailure(`The checkpoint after ${where} contains a different state`, {
      hint: 'Run the step with --force to start from the beginning.',
    });
  }
  const hasBest = [...file.tensors.keys()].some((name) => name.startsWith('best/'));
  return {
    epoch,
    ...(part && { part }),
    weights: tensorsOf(file, 'weights/'),
    slots: tensorsOf(file, 'slots/'),
    ...(hasBest && { best: tensorsOf(file, 'best/') }),
    history,
    snapshots: Object.fromEntries(Array.from(file.tensors).filter(([name]) => name.startsWith('epoch-'))),
  };
}

/**
 * Saves checkpoints during a training: one every 10 s, so that a kill loses little; one when it is stopped, so that a stop
 * loses nothing; and the last one, so that a longer training can start there.
 *
 * @param snapshots those so far, to which the caller adds: a training that continues needs them
 */
export function checkpointWriter<Row>(
  context: Pick<StageContext, 'scratch' | 'saveCheckpoint'>,
  snapshots: Readonly<Snapshots> = {},
): Keep<Checkpoint<Row>> {
  return {
    everyMs: SAVE_EVERY_MS,
    async state({ epoch, part, weights, slots, best = {}, history }) {
      const path = join(context.scratch, 'checkpoint.safetensors');
      await writeSafetensors(
        path,
        { ...under('weights', weights), ...under('slots', slots), ...under('best', best), ...snapshots },
        { history: exactJson(history), ...(part && { part: exactJson(part) }) },
      );
      await context.saveCheckpoint(epoch, path, part && { done: part.done, of: part.of, unit: 'batches' });
    },
  };
}

/** Returns how many epochs a training with this checkpoint still has to do; at least 1, because it is a divisor. */
export function epochsLeft(epochs: number, from: Place | undefined): number {
  const { epoch = 0, part } = from ?? {};
  return Math.max(1, epochs - epoch - (part === undefined ? 0 : part.done / part.of));
}

function under(prefix: string, tensors: HostTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [`${prefix}/${name}`, { dtype: 'F32', shape, data }]),
  );
}

function tensorsOf(file: TensorFile, prefix: string): HostTensors {
  const names = [...file.tensors.keys()].filter((name) => name.startsWith(prefix));
  return Object.fromEntries(
    names.map((name) => {
      const { shape, data } = tensorAt(file, name, 'F32');
      return [name.slice(prefix.length), { shape, data }];
    }),
  );
}

/** JSON reads back every finite double as it was, but has no NaN and no infinities: those are written as texts. */
function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? String(each) : each,
  );
}

/** What `exactJson` has written: all its texts are numbers. */
function numbersOf(file: TensorFile, name: string): unknown {
  const read = (value: unknown): unknown => {
    if (typeof value === 'string') return Number(value);
    if (Array.isArray(value)) return value.map(read);
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, read(each)])) : value;
  };
  return read(metadataAt(file, name));
}
