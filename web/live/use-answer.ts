import { useEffect, useState } from 'preact/hooks';
import { Failed, get, NEW_TOKEN } from './api.ts';

/** When to ask a server again that did not answer. */
const AGAIN_MS = 2000;

export interface Answer<T> {
  readonly value?: T;
  /** Why there is no newer value: the last one stays. */
  readonly failed?: Failed;
}

/**
 * Asks for data, and again and again; also where the server did not answer, or has got another token. Forgets the answer to another question. A page that nobody looks at asks no more until it is
 * seen again.
 *
 * @param path undefined: asks nothing
 * @param everyMs when to ask again after an answer; undefined: not at all
 */
export function useAnswer<T>(
  path: string | undefined,
  everyMs: (value: T | undefined) => number | undefined,
): Answer<T> {
  const [state, setState] = useState<{ readonly path: string | undefined } & Answer<T>>({ path });
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let latest: T | undefined;
    let silent = false;
    let asking = false;
    const ask = async (): Promise<void> => {
      if (path === undefined || abort.signal.aborted || asking) return;
      asking = true;
      try {
        const value = await get<T>(path, abort.signal);
        latest = value;
        silent = false;
        setState({ path, value });
      } catch (error) {
        if (abort.signal.aborted) return;
        silent = error instanceof Failed && error.status === 0;
        const failed = error instanceof Failed ? error : new Failed(0, { error: String(error) });
        setState((before) => ({ ...(before.path === path ? before : {}), path, failed }));
      } finally {
        asking = false;
      }
      const wait = silent ? AGAIN_MS : everyMs(latest);
      if (wait !== undefined && !abort.signal.aborted && document.visibilityState === 'visible')
        timer = setTimeout(() => void ask(), wait);
    };
    const seen = (): void => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      if (everyMs(latest) !== undefined || latest === undefined) void ask();
    };
    const known = (): void => {
      clearTimeout(timer);
      void ask();
    };
    void ask();
    addEventListener(NEW_TOKEN, known);
    document.addEventListener('visibilitychange', seen);
    return () => {
      abort.abort();
      clearTimeout(timer);
      removeEventListener(NEW_TOKEN, known);
      document.removeEventListener('visibilitychange', seen);
    };
    // The question alone says what to ask; how often is a constant of the caller.
  }, [path]);
  return state.path === path ? state : {};
}
