import { judge } from '../plan/verdicts.js';
import { openStore } from '../store/local/disk.js';
import { earlierKeys } from './earlier-keys.js';
/** Opens the store for the length of `use`, and closes it whatever happens. */
export async function withStore(root, use) {
    const store = await openStore(root);
    try {
        return await use(store);
    }
    finally {
        await store.close();
    }
}
/** What will happen to each step of a session's plan, given what the store holds and which steps are forced, by id. */
export function judgeSession(session, store, forced = new Set()) {
    return judge(session.plan, {
        forced,
        actions: store.actions,
        blobs: store.blobs,
        facts: session.facts,
        earlier: earlierKeys(store, session.plan.experiment),
    });
}
