import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { TailEntry } from './feed.ts';
import { CLOSE } from './limits.ts';
import type { Outlet } from './reader.ts';
import type { ServerFrame } from './wire.ts';

/** Bytes of one WebSocket, written in as few system calls as possible and never without bound. */
export class Connection implements Outlet {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #maxBufferedBytes: number;

  /** @param stream The connection below the WebSocket. */
  constructor(socket: WebSocket, stream: Duplex, maxBufferedBytes: number) {
    this.#socket = socket;
    this.#stream = stream;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get isSlow(): boolean {
    return this.#socket.bufferedAmount > this.#maxBufferedBytes;
  }

  send(frame: ServerFrame): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
  }

  /**
   * Sends several entries in one write.
   *
   * @returns Resolves once the network took them, or the connection is gone; live entries need not wait for it.
   */
  sendEntries(entries: TailEntry[]): Promise<void> {
    const last = entries.at(-1);
    if (last === undefined || !this.isOpen) return Promise.resolve();
    this.#stream.cork();
    for (const { bytes } of entries.slice(0, -1)) this.#socket.send(bytes, { binary: false });
    const taken = new Promise<void>((resolve) => {
      // An error here means that the connection ended, which its close event tells.
      this.#socket.send(last.bytes, { binary: false }, () => resolve());
    });
    this.#stream.uncork();
    return taken;
  }

  /** What is unread is still sent before the close, so that the reader goes on after all of it. */
  endSlow(head: string): void {
    this.close(CLOSE.slowReader, head);
  }

  close(code: (typeof CLOSE)[keyof typeof CLOSE], reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Ends the connection without a closing handshake. */
  terminate(): void {
    this.#socket.terminate();
  }
}
