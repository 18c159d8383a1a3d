import type { Link, PlannedStep } from '../core/plan.ts';
import type { StepRecord, ArtifactRef, InputDigest } from '../core/record.ts';
import type { Input } from '../core/stage.ts';
import type { ObjectStore, RecordStore, Watched } from '../store/store.ts';

/** An input that is lost or damaged, and the record that promised it. */
export interface Lost {
  readonly lost: Link;
  readonly record: StepRecord;
}

/** Something that a step read, in words: it is intact now, but may have been different while the step read it. */
export interface Touched {
  readonly touched: string;
}

type Inputs = Readonly<Record<string, readonly Input[]>>;

/** The inputs of a step, verified, and watched from then on. */
export class OpenInputs {
  readonly inputs: Inputs;
  readonly #watched: readonly (Lost & { readonly object: Watched })[];

  constructor(inputs: Inputs, watched: readonly (Lost & { readonly object: Watched })[]) {
    this.inputs = inputs;
    this.#watched = watched;
  }

  /** The first input that may have changed since it was opened; undefined if the step has read what is in its key. */
  async changed(): Promise<Lost | Touched | undefined> {
    for (const { object, lost, record } of this.#watched) {
      const change = await object.changed();
      if (change === 'lost') return { lost, record };
      if (change === 'touched') return { touched: `${lost.step}.${lost.port}` };
    }
    return undefined;
  }
}

/** The ids of the steps that a step needs. */
export function producersOf(step: PlannedStep): ReadonlySet<string> {
  return new Set(Object.values(step.inputs).flatMap((links) => links.map((link) => link.step)));
}

/** The content of a step's inputs, by port and in the order of its links: what its key is made of. */
export function inputDigests(
  step: PlannedStep,
  recordOf: (link: Link) => StepRecord,
): Readonly<Record<string, readonly InputDigest[]>> {
  const inputs: Record<string, readonly InputDigest[]> = {};
  for (const [port, links] of Object.entries(step.inputs)) {
    inputs[port] = links.map((link) => {
      const { digest } = refAt(recordOf(link), link);
      return link.point === undefined ? { digest } : { digest, point: link.point };
    });
  }
  return inputs;
}

/** The first input whose record has other outputs now: another process has made it again, with other bytes. */
export function movedInput(
  step: PlannedStep,
  recordOf: (link: Link) => StepRecord,
  records: Pick<RecordStore, 'use'>,
): Lost | undefined {
  for (const lost of Object.values(step.inputs).flat()) {
    const record = recordOf(lost);
    if (records.use(record.key)?.outputs[lost.port]?.digest !== refAt(record, lost).digest) return { lost, record };
  }
  return undefined;
}

/** Opens every input of a step, or returns the first that is lost. */
export async function openInputs(
  step: PlannedStep,
  recordOf: (link: Link) => StepRecord,
  objects: Pick<ObjectStore, 'watch'>,
): Promise<OpenInputs | Lost> {
  const inputs: Record<string, Input[]> = {};
  const watched: (Lost & { readonly object: Watched })[] = [];
  for (const [port, links] of Object.entries(step.inputs)) {
    const opened: Input[] = [];
    for (const link of links) {
      const record = recordOf(link);
      const ref = refAt(record, link);
      const object = await objects.watch(ref);
      if (object === undefined) return { lost: link, record };
      watched.push({ object, lost: link, record });
      const { kind, extension, digest } = ref;
      opened.push({ kind, extension, digest, path: object.path, point: link.point ?? {} });
    }
    inputs[port] = opened;
  }
  return new OpenInputs(inputs, watched);
}

function refAt(record: StepRecord, link: Link): ArtifactRef {
  const ref = record.outputs[link.port];
  if (ref === undefined) throw new Error(`Internal error: ${link.step} has no output ${link.port}`);
  return ref;
}
