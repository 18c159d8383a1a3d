import type { Problem } from '../../engine/serve/model.ts';

const KEY = 'assay-token';

/** The event that tells of another token. */
export const NEW_TOKEN = 'assay-token';

/**
 * Takes the token out of the address, where it would stay in the history and be copied with it, and keeps it for this tab. It comes
 * behind the `#`, which no browser sends. Also to be called when that changes: who opens the address of a server that was started again
 * in the same tab may change nothing else.
 */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  dispatchEvent(new Event(NEW_TOKEN));
}

/** A request that the server refused, or that did not reach it: then `status` is 0. */
export class Failed extends Error {
  readonly status: number;
  readonly hint: string | undefined;

  constructor(status: number, { error, hint }: Problem) {
    super(error);
    this.status = status;
    this.hint = hint;
  }
}

/** Asks for data. @throws Failed */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { ...(signal && { signal }) });
}

/** Changes something. @throws Failed */
export async function post<T>(path: string, body: object): Promise<T> {
  return ask<T>(path, { method: 'POST', body: JSON.stringify(body) });
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const headers = new Headers({ Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` });
  if (init.body !== undefined) headers.set('Content-Type', 'application/json');
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, { ...init, headers, cache: 'no-store', redirect: 'error' });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Failed(0, { error: 'The server does not answer', hint: 'Start it again: assay ui' });
  }
  const value = (await response.json()) as T | Problem;
  if (response.ok) return value as T;
  if (response.status === 401 && sessionStorage.getItem(KEY) !== null)
    throw new Failed(401, {
      error: 'The server was started again and has another token',
      hint: 'Open the address that "assay ui" has printed',
    });
  throw new Failed(response.status, value as Problem);
}

/** The part of an address that names a run. */
export function runPath({ experiment, run }: { readonly experiment: string; readonly run: number }): string {
  return `${encodeURIComponent(experiment)}/${run}`;
}
