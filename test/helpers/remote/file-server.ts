import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small server for files in memory, for tests that need no real one. */
export interface FileServer {
  readonly origin: string;
  /** By path. */
  readonly files: Map<string, Buffer>;
  stop(): Promise<void>;
}

export async function fileServer(): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const server = http.createServer((request, response) => {
    const { method, url = '' } = request;
    request.on('error', () => undefined);
    if (method === 'PUT') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (request.complete) files.set(url, Buffer.concat(parts));
        response.writeHead(201).end();
      });
      return;
    }
    const file = files.get(url);
    if (file === undefined) response.writeHead(404).end('not found');
    else response.writeHead(200, { 'content-length': file.length }).end(method === 'HEAD' ? undefined : file);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
