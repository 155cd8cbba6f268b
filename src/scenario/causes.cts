import { inspect, types } from 'node:util';

/** Causes that are followed; a chain may lead back into itself. */
const maxCauses = 8;

/** Of a connection that the other side has given up: Node's own codes, and that of undici, which `fetch` is made of. */
const brokenCodes: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET'];

type ErrorWithCode = Error & { readonly code?: unknown };

/** Not `instanceof`: jest runs tests in a context that has an Error of its own, and Node's are not of it. */
function isError(value: unknown): value is ErrorWithCode {
  return types.isNativeError(value);
}

/** Whether an error, or what caused it, is a connection that broke. Time O(1). */
export function isBrokenConnection(error: unknown): boolean {
  return causesOf(error).some((cause) => isError(cause) && brokenCodes.includes(cause.code));
}

/**
 * An error with what caused it, in one text: "TypeError: fetch failed, caused by Error: read ECONNRESET".
 *
 * @returns "" of undefined
 */
export function describeError(error: unknown): string {
  return causesOf(error)
    .map((cause) => (isError(cause) ? nameAndMessage(cause) : inspect(cause)))
    .join(', caused by ');
}

/** The code, where the message does not have it: what is refused on all addresses is an AggregateError without any. */
function nameAndMessage(error: ErrorWithCode): string {
  const text = error.message === '' ? error.name : `${error.name}: ${error.message}`;
  return typeof error.code === 'string' && !text.includes(error.code) ? `${text} (${error.code})` : text;
}

/** An error, its cause, the cause of that. */
function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && causes.length <= maxCauses;) {
    if (causes.includes(cause)) break;
    causes.push(cause);
    cause = isError(cause) ? cause.cause : undefined;
  }
  return causes;
}
