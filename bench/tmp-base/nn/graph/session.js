import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nativeBackend } from '../backends/native.js';
import { GRAPH_TAG, encodeSavedModel } from './saved-model.js';
/**
 * Loads a graph. TensorFlow optimises it once for each set of feeds and fetches, in the first run with that set.
 *
 * @throws Error when the graph does not hold together: an unknown operation, an input of the wrong type.
 */
export function openSession(backend, nodes) {
    const { binding } = nativeBackend(backend.tf);
    const folder = mkdtempSync(join(tmpdir(), 'assay-graph-'));
    let session;
    try {
        mkdirSync(join(folder, 'variables')); // looked for, though there are none
        writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes));
        session = binding.loadSavedModel(folder, GRAPH_TAG);
    }
    finally {
        rmSync(folder, { recursive: true, force: true });
    }
    return {
        run: (feeds, fetches) => binding.runSavedModel(session, [...feeds.values()], [...feeds.keys()].join(','), fetches.join(',')),
        close: () => binding.deleteSavedModel(session),
    };
}
