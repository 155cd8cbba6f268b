import type { ServerResponse } from 'node:http';
import type { Explorer } from '../explore/session.ts';
import { safeHeaders } from './answers.ts';

/** The browsers that listen, to be told when it ends. */
export type SessionStreams = Set<ServerResponse>;

/**
 * Sends the session, now and each time it changes, as server-sent events until its client leaves. A client that reads slowly is
 * told only of how it is when it can read again, so that nothing gathers for it.
 */
export function streamSession(explorer: Explorer, streams: SessionStreams, response: ServerResponse): void {
  // Sent on a connection before the answer to another request was there, which no browser does: of the end of such a connection
  // this answer would never hear.
  if (!response.socket) {
    response.destroy();
    return;
  }
  response.writeHead(200, {
    ...safeHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    // When it ends, the connection does.
    connection: 'close',
  });
  let isFull = false;
  let hasMissed = false;
  const tell = (): void => {
    if (isFull) hasMissed = true;
    // JSON has no line feed of its own.
    else isFull = !response.write(`data: ${JSON.stringify(explorer.session)}\n\n`);
  };
  response.on('drain', () => {
    isFull = false;
    if (hasMissed) {
      hasMissed = false;
      tell();
    }
  });
  const stopTelling = explorer.onChange(tell);
  streams.add(response);
  response.on('close', () => {
    stopTelling();
    streams.delete(response);
  });
  tell();
}
