import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Flags for reading snapshots. They hold for the whole process, also for threads that are started later: only for one of our own. */
export function setEngineFlags(): void {
  // Half of a small comparison's CPU went into compiling its few large loops. Inlining into them, and
  // copying their first turn out, makes each compilation dearer and no loop faster.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=50');
  setFlagsFromString('--no-turbo-loop-peeling');
  // A loop that waits in the interpreter for its compilation costs more than the compilation. From Node 24
  // on it waits in Maglev's code, and by this flag would stay there: twice the time.
  if (Number.parseInt(process.versions.node, 10) < 24) setFlagsFromString('--no-concurrent-osr');
  // The young generation of V8's heap would grow to tens of megabytes for short-lived strings.
  setFlagsFromString('--semi-space-growth-factor=1');
}
