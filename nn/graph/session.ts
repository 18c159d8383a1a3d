import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '../backends/backend.ts';
import { nativeBackend } from '../backends/native.ts';
import type { NativeTensor } from '../backends/native.ts';
import type { GraphNode, Reference } from './graph.ts';
import { GRAPH_TAG, encodeSavedModel } from './saved-model.ts';

/** A graph in native memory, with the variables that its nodes made. */
export interface Session {
  /**
   * Computes the fetched tensors and whatever they need. The caller must delete them. Blocks.
   *
   * @param feeds the ids of the native tensors for the placeholders, by reference. They are not copied.
   * @throws Error with TensorFlow's message.
   */
  run(feeds: ReadonlyMap<Reference, number>, fetches: readonly Reference[]): NativeTensor[];
  /** Frees the graph and its variables. */
  close(): void;
}

/**
 * Loads a graph. TensorFlow optimises it once for each set of feeds and fetches, in the first run with that set.
 *
 * @throws Error when the graph is invalid: an unknown operation, an input of the wrong type.
 */
export function openSession(backend: Backend, nodes: readonly GraphNode[]): Session {
  const { binding } = nativeBackend(backend.tf);
  const folder = mkdtempSync(join(tmpdir(), 'assay-graph-'));
  let session: number;
  try {
    mkdirSync(join(folder, 'variables')); // TensorFlow looks for it, although there are none
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
    session = binding.loadSavedModel(folder, GRAPH_TAG);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    run: (feeds, fetches) =>
      binding.runSavedModel(session, [...feeds.values()], [...feeds.keys()].join(','), fetches.join(',')),
    close: () => binding.deleteSavedModel(session),
  };
}
