import { useEffect, useState } from 'preact/hooks';
import { Failed, get } from './api.ts';

export interface Answer<T> {
  readonly value?: T;
  /** Why there is no newer value: the last one stays. */
  readonly failed?: Failed;
}

/**
 * Asks for data, and again and again. Forgets the answer to another question. A page that nobody looks at asks no more until it is
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
    let asking = false;
    const ask = async (): Promise<void> => {
      if (path === undefined || abort.signal.aborted || asking) return;
      asking = true;
      try {
        const value = await get<T>(path, abort.signal);
        latest = value;
        setState({ path, value });
      } catch (error) {
        if (abort.signal.aborted) return;
        const failed = error instanceof Failed ? error : new Failed(0, { error: String(error) });
        setState((before) => ({ ...(before.path === path ? before : {}), path, failed }));
      } finally {
        asking = false;
      }
      const wait = everyMs(latest);
      if (wait !== undefined && !abort.signal.aborted && document.visibilityState === 'visible')
        timer = setTimeout(() => void ask(), wait);
    };
    const seen = (): void => {
      if (document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      if (everyMs(latest) !== undefined || latest === undefined) void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', seen);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
    // The question alone says what to ask; how often is a constant of the caller.
  }, [path]);
  return state.path === path ? state : {};
}
