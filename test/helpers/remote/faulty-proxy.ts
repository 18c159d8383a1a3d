import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does to one request. */
export type Fault =
  /** Passes it on after a while. */
  | { readonly latencyMs: number }
  /** Answers itself. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Breaks the connection after so many bytes of the answer. */
  | { readonly cutAfter: number }
  /** Passes on so many bytes, and a length that fits them. */
  | { readonly truncateTo: number }
  /** Flips the bits of one byte of the answer. */
  | { readonly flip: number }
  /** Says another length than is sent. */
  | { readonly addToLength: number }
  /** Sends the body, and then more of it for ever. */
  | 'endless'
  /** Sends a byte every 100 ms. */
  | 'drip'
  /** Never answers. */
  | 'silence'
  /** Breaks the connection at once. */
  | 'reset';

export interface FaultyProxy {
  readonly origin: string;
  /** Decides on each request; undefined passes it on. Changed by tests as they go. */
  fault: (request: { readonly method: string; readonly path: string; readonly count: number }) => Fault | undefined;
  /** The requests so far: `GET /cas/...`. */
  readonly requests: string[];
  /** The headers of each request. */
  readonly headers: http.IncomingHttpHeaders[];
  stop(): Promise<void>;
}

/** A server between a client and a real one that does damage on purpose. */
export async function faultyProxy(target: string): Promise<FaultyProxy> {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((request, response) => {
    const { method = '', url = '' } = request;
    proxy.requests.push(`${method} ${url}`);
    proxy.headers.push(request.headers);
    const fault = proxy.fault({ method, path: url, count: proxy.requests.length });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (fault === 'silence') return void request.resume();
    if (fault === 'reset') return void request.destroy();
    if (typeof fault === 'object' && 'status' in fault) {
      request.resume();
      request.on('end', () => response.writeHead(fault.status, fault.headers ?? {}).end(fault.body ?? ''));
      return undefined;
    }
    const pass = (): void => {
      const onward = http.request(`${target}${url}`, { method, headers: request.headers, agent, setHost: false });
      onward.on('error', () => response.destroy());
      onward.on('response', (answer) => void send(answer, response, fault));
      request.pipe(onward);
    };
    if (typeof fault === 'object' && 'latencyMs' in fault) setTimeout(pass, fault.latencyMs);
    else pass();
    return undefined;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy: FaultyProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault: () => undefined,
    requests: [],
    headers: [],
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return proxy;
}

async function send(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const { statusCode = 502, headers } = answer;
  if (fault === undefined || (typeof fault === 'object' && 'latencyMs' in fault)) {
    response.writeHead(statusCode, headers);
    answer.pipe(response);
    return;
  }
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const { 'content-length': _, 'transfer-encoding': __, ...others } = headers;
  const head = (length: number): void =>
    void response.writeHead(statusCode, { ...others, 'content-length': String(length) });
  if (fault === 'endless') {
    response.writeHead(statusCode, { ...others, 'transfer-encoding': 'chunked' });
    const more = (): void => void (response.destroyed || response.write(Buffer.alloc(65_536, 1), more));
    response.write(body, more);
  } else if (fault === 'drip') {
    head(body.length);
    let sent = 0;
    const timer = setInterval(() => {
      if (response.destroyed || sent >= body.length) clearInterval(timer);
      else response.write(body.subarray(sent, (sent += 1)));
    }, 100);
  } else if (typeof fault === 'object' && 'cutAfter' in fault) {
    head(body.length);
    response.write(body.subarray(0, fault.cutAfter), () => response.destroy());
  } else if (typeof fault === 'object' && 'truncateTo' in fault) {
    head(Math.min(body.length, fault.truncateTo));
    response.end(body.subarray(0, fault.truncateTo));
  } else if (typeof fault === 'object' && 'flip' in fault) {
    head(body.length);
    const at = fault.flip % Math.max(1, body.length);
    if (body.length > 0) body[at] = (body[at] ?? 0) ^ 0xff;
    response.end(body);
  } else if (typeof fault === 'object' && 'addToLength' in fault) {
    response.socket?.end(
      `HTTP/1.1 ${statusCode} OK\r\ncontent-length: ${body.length + fault.addToLength}\r\n\r\n${body.toString('latin1')}`,
      'latin1',
    );
  }
}
