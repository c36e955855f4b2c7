import { WebSocket } from 'ws';
import { z } from 'zod';
import { entryFrame, serverFrame } from '../../api/feed/wire.ts';

export type Entry = z.infer<typeof entryFrame>;

const frameSchema = z.union([entryFrame, serverFrame]);
export type Frame = z.infer<typeof frameSchema>;

/** How a connection ended. `unready` is an API that is there and says that it cannot answer yet. */
export type Ending = { kind: 'away' | 'unready'; why: string };

/** Without a frame for this long the connection is dead: heartbeats come every 15 s. */
const SILENCE_MS = 40_000;

/** Sends one frame. */
export type Send = (asked: object) => void;

type Connected = {
  url: URL;
  signal: AbortSignal;
  /** Told of each frame in order, with the text that it came as. @returns Why to end the connection, if so. */
  onFrame(frame: Frame, text: string, send: Send): Ending | undefined;
};

/** Keeps one connection to the feed until either side ends it. @throws What `onFrame` throws. */
export function connect({ url, signal, onFrame }: Connected): Promise<Ending> {
  const socket = new WebSocket(url);
  let ending: Ending = { kind: 'away', why: `no feed at ${url.host}` };
  const send: Send = (asked) => socket.send(JSON.stringify(asked));
  const take = (text: string) => {
    // What was on its way when we closed is no longer for us.
    if (socket.readyState !== WebSocket.OPEN) return;
    const ended = onFrame(frameSchema.parse(JSON.parse(text)), text, send);
    ending = ended ?? { kind: 'away', why: 'connection lost' };
    if (ended !== undefined) socket.close(1000);
  };
  const release = endWhenNeeded(socket, signal);
  return new Promise<Ending>((resolve, reject) => {
    socket.on('message', (data) => {
      try {
        take(data.toString());
      } catch (error) {
        reject(error);
        socket.terminate();
      }
    });
    socket.on('unexpected-response', (_request, { statusCode }) => {
      ending = { kind: 'away', why: `${url.host} answers ${statusCode}` };
      socket.terminate();
    });
    // What went wrong is told by the close that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      release();
      resolve(ending);
    });
  });
}

/** Ends a connection that is silent, or no longer wanted. @returns What stops both. */
function endWhenNeeded(socket: WebSocket, signal: AbortSignal): () => void {
  const silence = setTimeout(() => socket.terminate(), SILENCE_MS);
  const stop = () => socket.close(1000);
  socket.on('message', () => silence.refresh());
  signal.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(silence);
    signal.removeEventListener('abort', stop);
  };
}
