import { get as getHttp } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { get as getHttps } from 'node:https';

const MOST_REDIRECTS = 5;

/** A server did not send what was asked for; the message says what it did instead. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
}

export interface RequestOf {
  /** The first byte to ask for. */
  readonly start: number;
  readonly signal: AbortSignal;
  /** A server that sends nothing for so long counts as dead. */
  readonly silenceMs: number;
}

/**
 * Asks for a file, following redirects. The bytes arrive as the server has them: a packed file stays packed, whatever the server
 * says about its encoding (the global `fetch` would unpack it).
 *
 * @returns an answer with status 200 (the whole file) or 206 (from `start`); reading it can throw, too
 * @throws HttpFailure for another status, a web page, or silence; another Error when there is no connection
 */
export async function request(url: string, { start, signal, silenceMs }: RequestOf): Promise<IncomingMessage> {
  const headers = {
    // NIST answers 403 to clients that do not look like a browser.
    'user-agent': 'Mozilla/5.0 (compatible; assay)',
    'accept-encoding': 'identity',
    ...(start > 0 && { range: `bytes=${start}-` }),
  };
  let address = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(address, { headers, signal, timeout: silenceMs });
    const { statusCode = 0, headers: told } = answer;
    const isFile = statusCode === 200 || statusCode === 206;
    if (isFile && told['content-type']?.startsWith('text/html') !== true) return answer;
    answer.destroy();
    if (isFile) throw new HttpFailure('the server sent a web page instead of the file');
    if (statusCode < 300 || statusCode > 399 || told.location === undefined) {
      throw new HttpFailure(`the server answered ${statusCode} ${answer.statusMessage ?? ''}`.trimEnd());
    }
    address = new URL(told.location, address).href;
  }
  throw new HttpFailure(`the server redirects more than ${MOST_REDIRECTS} times`);
}

function ask(url: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const get = new URL(url).protocol === 'https:' ? getHttps : getHttp;
    let answer: IncomingMessage | undefined;
    const asked = get(url, options, (given) => {
      answer = given;
      resolve(given);
    });
    asked.on('timeout', () => (answer ?? asked).destroy(new HttpFailure('the server fell silent')));
    asked.on('error', reject);
  });
}
