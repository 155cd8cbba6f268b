import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../explore/session.ts';

export interface Connection {
  /** undefined until it is first told. */
  readonly session: Session | undefined;
  /** The command has ended, or cannot be reached any more. */
  readonly isLost: boolean;
}

/** Milliseconds before the next try: one that has only dropped the line is there at once. */
const [firstWait, laterWait] = [300, 3000];

/** Follows what the command tells of its snapshots, and whether it is still there. */
export function useSession(): Connection {
  const [connection, setConnection] = useState<Connection>({ session: undefined, isLost: false });
  useEffect(() => {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    const disconnect = (): void => {
      source?.close();
      clearTimeout(timer);
    };
    const connect = (): void => {
      source = new EventSource('/session');
      source.onmessage = ({ data }: MessageEvent<string>) => {
        failures = 0;
        setConnection({ session: JSON.parse(data) as Session, isLost: false });
      };
      source.onerror = () => {
        // The browser's own tries are seconds apart, and it gives up at an answer that is no stream.
        disconnect();
        failures++;
        if (failures > 1) setConnection((before) => ({ ...before, isLost: true }));
        timer = setTimeout(connect, failures > 1 ? laterWait : firstWait);
      };
    };
    // A browser has six connections to a server: what is in the background must not keep one, or the seventh tab would wait.
    const follow = (): void => {
      disconnect();
      if (document.visibilityState === 'visible') connect();
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      disconnect();
      document.removeEventListener('visibilitychange', follow);
    };
  }, []);
  return connection;
}
