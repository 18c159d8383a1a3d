import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/failure.ts';
import type { PlannedAction } from '../core/plan.ts';
import type { RemoteResults } from '../execute/remote-results.ts';
import { planActions, type Present } from '../plan/planned-actions.ts';
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

/** @throws UsageError when there is no store in the folder */
export function needStore(root: string): void {
  // A store may have lost its marker.
  if (['store.json', 'objects', 'actions'].some((part) => existsSync(join(root, part)))) return;
  throw new UsageError(`There is no store at ${root}`, {
    hint: 'Pass its folder with --store DIR. The first run creates it.',
  });
}

/** Returns the action for each step of a session's plan, by id, given the store and the forced steps. */
export function actionsOfSession(
  session: Pick<Session, 'plan' | 'facts'>,
  store: DiskStore,
  forced: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, PlannedAction> {
  return planActions(session.plan, presentOf(session, store, forced));
}

/** Like `actionsOfSession`, but also asks a remote cache, if there is one, for what the store lacks. */
export async function actionsWithRemote(
  session: Session,
  store: DiskStore,
  { forced, remote }: { readonly forced: ReadonlySet<string>; readonly remote: RemoteResults | undefined },
): Promise<ReadonlyMap<string, PlannedAction>> {
  if (remote === undefined) return actionsOfSession(session, store, forced);
  const { survey } = await import('../execute/survey.ts');
  return survey(session.plan, presentOf(session, store, forced), remote);
}

function presentOf(
  { plan, facts }: Pick<Session, 'plan' | 'facts'>,
  store: DiskStore,
  forced: ReadonlySet<string>,
): Present {
  const { records, objects } = store;
  return { forced, records, objects, facts, earlier: earlierKeys(store, plan.experiment) };
}
