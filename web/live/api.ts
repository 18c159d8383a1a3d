import type { Problem } from '../../engine/serve/model.ts';

const KEY = 'assay-token';

/**
 * Takes the token out of the address, where it would stay in the history and be copied with it, and keeps it for this tab. It comes
 * behind the `#`, which no browser sends.
 */
export function takeToken(): void {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(KEY, token);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
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
  throw new Failed(response.status, value as Problem);
}

/** The part of an address that names a run. */
export function runPath({ experiment, run }: { readonly experiment: string; readonly run: number }): string {
  return `${encodeURIComponent(experiment)}/${run}`;
}
