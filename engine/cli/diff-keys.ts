import type { Digest } from '../core/digest.ts';
import { UsageError } from '../core/failure.ts';
import { showPath } from '../core/json.ts';
import { labelOf } from '../core/list-difference.ts';
import { differences } from '../core/reason.ts';
import type { Fingerprint } from '../core/record.ts';
import type { DiskStore } from '../store/local/disk.ts';
import type { Difference } from '../core/json-difference.ts';
import { showValue } from './shown-value.ts';
import { EXIT, renderTable, type Terminal } from './output.ts';
import { keyAt, showKey } from './references.ts';
import { withStore } from './with-store.ts';

/**
 * `assay diff --keys A B`: shows the fields in which the fingerprints of two keys differ. A and B are keys, the first digits
 * of keys, or steps of runs, `EXPERIMENT@RUN:STEP`.
 */
export async function diffKeys(
  [a, b]: readonly [string, string],
  options: { readonly store: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, async (store) => {
    const keys = [await keyAt(store, a), await keyAt(store, b)] as const;
    const [first, second] = [fingerprintAt(store, keys[0]), fingerprintAt(store, keys[1])];
    const fields = compareFingerprints(first, second);
    if (options.json)
      terminal.out(JSON.stringify({ a: keys[0], b: keys[1], same: keys[0] === keys[1], fields }, null, 2));
    else if (keys[0] === keys[1]) terminal.out(`Same key: ${keys[0]} (${first.stage})`);
    else
      terminal.out(
        renderTable(
          ['field', showKey(keys[0], a), showKey(keys[1], b)],
          fields.map((field) => [field.what, showValue(field.a), showValue(field.b)]),
          { columns: terminal.columns },
        ),
      );
    return EXIT.done;
  });
}

/** Returns each field in which two fingerprints differ, by path: `params.optimizer.sgd.learningRate`, `inputs.data[0].digest`. */
export function compareFingerprints(a: Fingerprint, b: Fingerprint): readonly Difference[] {
  return differences(a, b).flatMap((reason): readonly Difference[] => {
    if (reason.why === 'changed') return [{ what: showPath(reason.path), a: reason.was, b: reason.now }];
    if (reason.why !== 'moved') return [];
    const { path, from, value } = reason;
    const to = path.at(-1) ?? 0;
    return [{ what: showPath(path), a: `${labelOf(value)} at [${from}]`, b: `${labelOf(value)} at [${to}]` }];
  });
}

function fingerprintAt(store: DiskStore, key: Digest): Fingerprint {
  const record = store.records.get(key);
  if (record !== undefined) return record.fingerprint;
  throw new UsageError(`There is no record of the key ${key}: the step failed, or "assay gc" deleted its record`, {
    hint: 'Run the experiment again. A step that fails leaves no record.',
  });
}
