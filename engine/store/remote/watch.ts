import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { RemoteFailure } from './failure.ts';

/** How patient a client is. */
export interface Patience {
  /** How long a connection may take to open, in ms. */
  readonly connectMs: number;
  /** In each stretch of so many ms, at least `leastBytes` must move in either direction. */
  readonly stretchMs: number;
  readonly leastBytes: number;
}

export const PATIENCE: Patience = { connectMs: 5000, stretchMs: 10_000, leastBytes: 10_000 };

/** Ends a request whose connection does not open in time, or on which too little moves. */
export class Watch {
  /** Why it ended the request. */
  failure: RemoteFailure | undefined;
  readonly #request: ClientRequest;
  readonly #patience: Patience;
  readonly #name: string;
  #timer: NodeJS.Timeout | undefined;

  /** @param name the server as messages show it */
  constructor(request: ClientRequest, patience: Patience, name: string) {
    this.#request = request;
    this.#patience = patience;
    this.#name = name;
    request.on('socket', (socket) => {
      if (socket.connecting) this.#awaitConnection(socket);
      else this.#count(socket);
    });
    request.on('close', () => clearInterval(this.#timer));
  }

  #awaitConnection(socket: Socket): void {
    const { connectMs } = this.#patience;
    this.#timer = setTimeout(() => this.#end(`did not answer within ${connectMs / 1000} s`), connectMs);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => this.#count(socket));
  }

  #count(socket: Socket): void {
    clearInterval(this.#timer);
    const { stretchMs, leastBytes } = this.#patience;
    let before = socket.bytesRead + socket.bytesWritten;
    this.#timer = setInterval(() => {
      const now = socket.bytesRead + socket.bytesWritten;
      if (now - before < leastBytes) this.#end(`sent and took next to nothing for ${stretchMs / 1000} s`);
      before = now;
    }, stretchMs);
  }

  #end(what: string): void {
    this.failure = new RemoteFailure('slow', `${this.#name} ${what}`, { hint: 'Check the server and the network.' });
    this.#request.destroy(this.failure);
  }
}
