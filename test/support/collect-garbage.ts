import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** A major collection. `gc` exists only in contexts made after the flag is set. */
export const collectGarbage: () => void = runInNewContext('gc') as () => void;
