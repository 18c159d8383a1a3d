import type { Tensor } from '@tensorflow/tfjs-core';
import type { Backend } from '../backends/backend.ts';
import { FLOAT, INT32, nativeBackend } from '../backends/native.ts';
import type { NativeTensor } from '../backends/native.ts';
import { learningOf, type TrainingState } from '../step.ts';
import { dispose } from '../tensors.ts';
import type { Tensors } from '../tensors.ts';
import { fedTensors, scalars, stepKey, stepKeyValues } from '../trainer.ts';
import type { BatchValues, PreparedOptions, Trainer, TrainerOptions, Update } from '../trainer.ts';
import type { Reference } from './graph.ts';
import { NotRecordable, record } from './recorder.ts';
import type { Recording } from './recorder.ts';
import { openSession } from './session.ts';
import type { Session } from './session.ts';
import * as training from './training-graph.ts';
import type { Program } from './training-graph.ts';

// Trains with a TensorFlow graph: the step is recorded once for each size of batch and then replayed, with the weights and slots
// as variables of the session. Only the indices of the examples are copied between JavaScript and native memory, and operations
// are not called one by one.

/** How long a call should take: much longer than its own overhead, but short enough for the event loop to turn in between. */
const CALL_MS = 20;
const MOST_UPDATES_PER_CALL = 16;

/**
 * A trainer that gives the same bits as the eager one. For each size of batch, a step is recorded, replayed from the same start and
 * compared with the eager result. So a graph that computes something else is never used.
 *
 * @param start belongs to the trainer afterwards, unless this throws
 * @throws NotRecordable when the step cannot be recorded, or its graph computes something else.
 * @throws What `pause` throws.
 */
export async function createTracedTrainer(
  backend: Backend,
  options: PreparedOptions,
  start: TrainingState,
): Promise<Trainer> {
  const { optimizer, pause } = options;
  const trials: Trial[] = [];
  let session: Session | undefined;
  try {
    for (const update of options.samples) {
      trials.push(recordUpdate(backend, options, { start, update }));
      await pause?.();
    }
    const single = trials.map((trial, index) => programOf(trial, { name: `size${index}`, updates: 1 }));
    const [full] = trials;
    const updates = full === undefined ? 1 : updatesPerCall(backend, options, { start, update: full.update });
    const several = full === undefined || updates === 1 ? [] : [programOf(full, { name: 'several', updates })];
    const graph = {
      weights: Object.entries(start.weights).map(([name, { shape }]) => ({ name, shape })),
      statistics: options.step.statistics,
      optimizer,
      ...(optimizer.kernel && { kernel: optimizer.kernel }),
      rates: Object.keys(optimizer.rates(0)),
      fed: options.feed?.shapes ?? {},
      programs: [...single, ...several],
    };
    session = openGraph(backend, graph);
    const runner = createRunner(backend, { ...options, graph, session });
    for (const [index, program] of single.entries()) {
      const { update, expected } = trials[index] ?? { expected: {} };
      if (update === undefined) continue;
      runner.fill(start);
      const [values] = runner.run(program, [update]);
      const state = runner.read();
      const different = firstDifference(expected, { state, values });
      dispose(state.weights, state.slots);
      await pause?.();
      if (different !== undefined) throw new NotRecordable(`its graph computes a different '${different}'`);
    }
    runner.fill(start);
    dispose(start.weights, start.slots);
    return runner.trainer(updates);
  } catch (error) {
    session?.close();
    throw error;
  } finally {
    for (const { expected } of trials) dispose(expected);
  }
}

/** One recorded update, and its result. */
interface Trial {
  readonly update: Update;
  readonly recording: Recording;
  /** The state after it by name, and the numbers it reported as `values/<name>`. */
  readonly expected: Tensors;
  readonly reported: readonly string[];
}

/** Records the gradients, and the update too where no kernel does it. */
function recordUpdate(
  backend: Backend,
  { step, optimizer, batch, feed, seed }: TrainerOptions,
  { start, update }: { start: TrainingState; update: Update },
): Trial {
  const { tf } = backend;
  const key = stepKey(backend, seed, update.update);
  const examples = tf.tensor1d(update.examples, 'int32');
  const fed = fedTensors(backend, feed, update);
  const rates = scalars(backend, optimizer.rates(update.update));
  const whole = optimizer.kernel === undefined;
  const updated = (gradients: Tensors): Tensors => {
    const weights = learningOf(start.weights, step);
    const next = optimizer.update(backend, { weights, slots: start.slots, gradients, rates });
    return { ...next.weights, ...next.slots };
  };
  let results: Tensors = {};
  try {
    const recorded = record(backend, {
      inputs: {
        key,
        examples,
        ...prefixed('fed/', fed),
        ...prefixed('weights/', start.weights),
        ...(whole && { ...prefixed('slots/', start.slots), ...prefixed('rates/', rates) }),
      },
      run: () =>
        tf.tidy(() => {
          const { weights } = start;
          const { gradients, statistics, ...values } = step.gradients({ weights, batch: batch(examples, fed), key });
          return {
            ...prefixed('values/', { ...values.measures, loss: values.loss }),
            ...prefixed('statistics/', statistics),
            ...(whole ? prefixed('next/', updated(gradients)) : prefixed('gradients/', gradients)),
          };
        }),
    });
    results = recorded.results;
    const values = Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith('values/')));
    const wrong = Object.entries(values).find(([, value]) => value.dtype !== 'float32' || value.rank !== 0);
    if (wrong !== undefined) throw new NotRecordable(`it reports '${wrong[0]}', which is not a float32 scalar`);
    const next = whole
      ? clones(backend, withoutPrefix('next/', results))
      : tf.tidy(() => updated(withoutPrefix('gradients/', results)));
    const statistics = clones(backend, withoutPrefix('statistics/', results));
    const expected = { ...next, ...statistics, ...clones(backend, values) };
    const reported = Object.keys(values).map((name) => name.slice('values/'.length));
    return { update, recording: recorded.recording, expected, reported };
  } finally {
    dispose(results, rates, fed, { key, examples });
  }
}

function programOf(
  { recording, update, reported }: Trial,
  { name, updates }: { name: string; updates: number },
): Program {
  return { name, recording, examples: update.examples.length, updates, reported };
}

/** Several steps at a time pay off only for small steps. Any number gives the same bits. */
function updatesPerCall(
  backend: Backend,
  { step, batch, feed, seed }: TrainerOptions,
  { start: { weights }, update }: { start: TrainingState; update: Update },
): number {
  const { tf } = backend;
  const fed = fedTensors(backend, feed, update);
  // Not the first call, which includes TensorFlow's setup. The best of three, because other programs may run too.
  let best = Infinity;
  for (let trial = 0; trial < 3 && best > CALL_MS / MOST_UPDATES_PER_CALL; trial += 1) {
    const began = performance.now();
    tf.tidy(() => {
      const key = tf.tensor1d(stepKeyValues(seed, 0), 'int32');
      step.gradients({ weights, batch: batch(tf.tensor1d(update.examples, 'int32'), fed), key });
    });
    best = Math.min(best, performance.now() - began);
    if (best > 2 * CALL_MS) break;
  }
  dispose(fed);
  return Math.max(1, Math.min(MOST_UPDATES_PER_CALL, Math.round(CALL_MS / best)));
}

function openGraph(backend: Backend, graph: training.TrainingGraph): Session {
  try {
    return openSession(backend, training.buildTrainingGraph(graph));
  } catch (error) {
    throw new NotRecordable(`its graph cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

interface RunnerOptions extends TrainerOptions {
  readonly session: Session;
  readonly graph: training.TrainingGraph;
}

interface Runner {
  /** Sets the variables. */
  fill(state: TrainingState): void;
  run(program: Program, updates: readonly Update[]): BatchValues[];
  read(): TrainingState;
  trainer(updatesPerCall: number): Trainer;
}

function createRunner(backend: Backend, { session, graph, optimizer, feed, seed }: RunnerOptions): Runner {
  const native = nativeBackend(backend.tf);
  const variables = training.variablesOf(graph).map(({ name }) => name);
  const runner: Runner = {
    fill({ weights, slots }) {
      const feeds = new Map<Reference, number>();
      for (const [name, tensor] of Object.entries({ ...weights, ...slots })) {
        const [id = -1] = native.getInputTensorIds([tensor]);
        feeds.set(training.initialOf(name), id);
      }
      remove(session.run(feeds, [training.INIT]));
    },
    run(program, updates) {
      const { examples, keys, rates } = training.feedsOf(program);
      const rows = <T>(row: (update: Update) => Iterable<T>): T[] => updates.flatMap((update) => [...row(update)]);
      const upload = (values: Int32Array | Float32Array, dtype: number): number =>
        native.binding.createTensor([updates.length, values.length / updates.length], dtype, values);
      const feeds = new Map<Reference, number>([
        [examples, upload(Int32Array.from(rows((update) => update.examples)), INT32)],
        [keys, upload(Int32Array.from(rows(({ update }) => stepKeyValues(seed, update))), INT32)],
        [rates, upload(Float32Array.from(rows(({ update }) => Object.values(optimizer.rates(update)))), FLOAT)],
      ]);
      const numbers = feed === undefined ? [] : updates.map((update) => feed.of(update));
      for (const [name, shape] of Object.entries(graph.fed)) {
        const values = joined(numbers.map((each) => each[name] ?? new Float32Array()));
        const size = [updates.length, program.examples, ...shape];
        feeds.set(training.fedOf(program, name), native.binding.createTensor(size, FLOAT, values));
      }
      const uploaded = [...feeds.values()];
      for (const { id, node } of program.recording.captured) feeds.set(training.capturedOf(program, node), id);
      try {
        const outputs = session.run(feeds, [training.valuesOf(program)]);
        const [output] = outputs;
        const values = output === undefined ? [] : native.binding.tensorDataSync(output.id);
        const width = program.reported.length;
        const table = updates.map((_, row) => toValues(program.reported, values.slice(row * width, (row + 1) * width)));
        remove(outputs);
        return table;
      } finally {
        for (const id of uploaded) native.binding.deleteTensor(id);
      }
    },
    read() {
      const tensors = session
        .run(new Map(), variables.map(training.readOf))
        .map((one) => native.createOutputTensor(one));
      const state = { weights: {} as Record<string, Tensor>, slots: {} as Record<string, Tensor> };
      for (const [index, name] of variables.entries()) {
        const group = index < graph.weights.length ? state.weights : state.slots;
        if (tensors[index] !== undefined) group[name] = tensors[index];
      }
      return state;
    },
    trainer: (updatesPerCall) => ({
      updatesPerCall,
      advance(updates) {
        const size = updates[0]?.examples.length;
        const program = graph.programs.find((one) => one.updates === updates.length && one.examples === size);
        if (program !== undefined) return Promise.resolve(runner.run(program, updates));
        const single = graph.programs.find((one) => one.updates === 1 && one.examples === size);
        if (single === undefined) throw new Error(`Internal error: no graph was made for batches of ${size}`);
        return Promise.resolve(updates.flatMap((update) => runner.run(single, [update])));
      },
      state: () => runner.read(),
      close: () => session.close(),
    }),
  };
  return runner;

  function remove(tensors: readonly NativeTensor[]): void {
    for (const { id } of tensors) native.binding.deleteTensor(id);
  }
}

/** One after the other. */
function joined(arrays: readonly Float32Array[]): Float32Array {
  const [first] = arrays;
  if (first !== undefined && arrays.length === 1) return first;
  const all = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function toValues(names: readonly string[], numbers: ArrayLike<number>): BatchValues {
  const values = Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? Number.NaN]));
  return { ...values, loss: values['loss'] ?? Number.NaN };
}

/** The name of a value whose bits are not as expected. */
function firstDifference(
  expected: Tensors,
  { state, values }: { state: TrainingState; values: BatchValues | undefined },
): string | undefined {
  const found: Tensors = { ...state.weights, ...state.slots };
  for (const [name, tensor] of Object.entries(expected)) {
    if (name.startsWith('values/')) {
      if (!Object.is(tensor.dataSync()[0], values?.[name.slice('values/'.length)])) return name;
      continue;
    }
    const other = found[name];
    if (other === undefined) return name;
    const [a, b] = [tensor.dataSync<'float32'>(), other.dataSync<'float32'>()];
    if (Buffer.compare(bytesOf(a), bytesOf(b)) !== 0) return name;
  }
  return undefined;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${prefix}${name}`, tensor]));
}

/** Those whose names have the prefix, under the rest of their names. */
function withoutPrefix(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
}

function clones({ tf }: Backend, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]));
}
