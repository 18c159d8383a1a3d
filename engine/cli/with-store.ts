import type { PlannedAction } from '../core/plan.ts';
import { planActions } from '../plan/planned-actions.ts';
import { openStore, type DiskStore } from '../store/local/disk.ts';
import { earlierKeys } from './earlier-keys.ts';
import type { Session } from './session.ts';
import { typedPath } from './user-folder.ts';

/** Opens the store in a folder that the user has named, for the duration of `use`, and closes it whatever happens. */
export async function withStore<T>(root: string, use: (store: DiskStore) => Promise<T>): Promise<T> {
  const store = await openStore(typedPath(root));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Returns the verdict for each step of a session's plan, by id, given the store and the forced steps. */
export function actionsOfSession(
  session: Session,
  store: DiskStore,
  forced: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, PlannedAction> {
  return planActions(session.plan, {
    forced,
    records: store.records,
    objects: store.objects,
    facts: session.facts,
    earlier: earlierKeys(store, session.plan.experiment),
  });
}
