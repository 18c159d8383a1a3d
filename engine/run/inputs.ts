import type { Link, PlannedStep } from '../plan.ts';
import type { ActionRecord, ArtifactRef, InputDigest } from '../record.ts';
import type { Input } from '../stage.ts';
import type { BlobStore } from '../store/store.ts';

/** An input that is no longer there or no longer whole, and the record that promised it. */
export interface Lost {
  readonly lost: Link;
  readonly record: ActionRecord;
}

type Inputs = Readonly<Record<string, readonly Input[]>>;

/** The ids of the steps that a step takes artifacts from. */
export function producersOf(step: PlannedStep): ReadonlySet<string> {
  return new Set(Object.values(step.inputs).flatMap((links) => links.map((link) => link.step)));
}

/** The content of a step's inputs, by port and in the order of its links: what its key is made of. */
export function inputDigests(
  step: PlannedStep,
  recordOf: (link: Link) => ActionRecord,
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

/** Opens every input of a step, verified, or tells the first that is lost. */
export async function openInputs(
  step: PlannedStep,
  recordOf: (link: Link) => ActionRecord,
  blobs: Pick<BlobStore, 'open'>,
): Promise<{ readonly inputs: Inputs } | Lost> {
  const inputs: Record<string, Input[]> = {};
  for (const [port, links] of Object.entries(step.inputs)) {
    const opened: Input[] = [];
    for (const link of links) {
      const record = recordOf(link);
      const ref = refAt(record, link);
      const path = await blobs.open(ref);
      if (path === undefined) return { lost: link, record };
      opened.push({ kind: ref.kind, digest: ref.digest, path, point: link.point ?? {} });
    }
    inputs[port] = opened;
  }
  return { inputs };
}

function refAt(record: ActionRecord, link: Link): ArtifactRef {
  const ref = record.outputs[link.port];
  if (ref === undefined) throw new Error(`Internal error: ${link.step} has no output ${link.port}`);
  return ref;
}
