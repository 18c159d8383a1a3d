import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

// Who may ask. The server listens on the loopback address, which every program and every page in a browser of this machine can
// reach. So it answers nobody who came by another name (a page of somebody else whose name was made to lead here: DNS rebinding),
// nobody sent by another page (cross-site requests), and gives data to nobody without the token. Data is read with the token too,
// not only changed: results may be unpublished, and other users of the machine share its loopback address.

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 405 | 421;
  readonly error: string;
  readonly hint?: string;
}

export interface Guard {
  /** Checks a request for a file of the page, which holds no data. */
  page(request: IncomingMessage): Refusal | undefined;
  /** Checks a request for data, or to change something. */
  data(request: IncomingMessage): Refusal | undefined;
}

/** @param port that the server listens on */
export function guardOf(token: string, port: number): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  const expected = digest(token);

  function origin({ headers }: IncomingMessage): Refusal | undefined {
    if (!hosts.has(headers.host ?? ''))
      return {
        status: 421,
        error: 'This server answers only under its own address',
        hint: `Use http://127.0.0.1:${port}/`,
      };
    const foreign = headers.origin !== undefined && !origins.has(headers.origin);
    const site = headers['sec-fetch-site'];
    if (foreign || (site !== undefined && site !== 'same-origin' && site !== 'none'))
      return { status: 403, error: 'This server answers no request of another page' };
    return undefined;
  }

  return {
    page(request) {
      const navigation = request.headers['sec-fetch-mode'] === 'navigate' && request.headers.origin === undefined;
      const refused = origin(request);
      // A link on another page may lead here: what it gets holds no data, and no other page can look into it.
      if (refused !== undefined && !(navigation && refused.status === 403)) return refused;
      return request.method === 'GET' ? undefined : { status: 405, error: 'Only GET is possible here' };
    },
    data(request) {
      const refused = origin(request);
      if (refused !== undefined) return refused;
      const [, given = ''] = /^Bearer ([\w-]{1,128})$/.exec(request.headers.authorization ?? '') ?? [];
      if (!timingSafeEqual(digest(given), expected))
        return {
          status: 401,
          error: 'The token is missing or wrong',
          hint: 'Open the address that "assay ui" prints.',
        };
      if (request.method === 'GET') return undefined;
      if (request.method !== 'POST') return { status: 405, error: 'Only GET and POST are possible here' };
      // A browser sends the origin with every POST; what sends none is no page of ours.
      if (request.headers.origin === undefined) return { status: 403, error: 'A change needs an Origin' };
      return undefined;
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** What every answer says about itself: nothing is kept, guessed, framed or loaded from anywhere else. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    'img-src data: blob:',
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
};

export function setHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}
