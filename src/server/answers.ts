import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { escapeText } from '../report/html/html.ts';
import type { Refusal } from './refusal.ts';

/** For what is no page: nothing may be loaded or run by it, whatever a browser takes it for. */
const inertPolicy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * What stands over every answer: kept by nobody, guessed to be of no other type, shown in no frame, read by no other site. No
 * header of CORS is among them, so a browser keeps what it gets from every site but this one.
 *
 * @param policy of the page's content, but for who may frame it, which no page can say itself
 */
export function safeHeaders(policy: string = inertPolicy): OutgoingHttpHeaders {
  return {
    'cache-control': 'no-store',
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Sends all of a text, with its length. @param headers beside or instead of those of every answer */
export function send(
  response: ServerResponse,
  status: number,
  type: 'text/html' | 'application/json',
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const bytes = Buffer.from(text);
  response.writeHead(status, {
    ...safeHeaders(),
    'content-type': `${type}; charset=utf-8`,
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, json: string): void {
  send(response, status, 'application/json', json);
}

/**
 * Says no, to a person in a page, to a program in JSON, and closes the connection: what else comes over it, the rest of a body
 * perhaps, is not read.
 */
export function refuse(
  response: ServerResponse,
  { status, message, hint, allow }: Refusal,
  isForPerson: boolean,
): void {
  const headers = { connection: 'close', ...(allow !== undefined && { allow }) };
  if (isForPerson) send(response, status, 'text/html', plainPage(message, hint), headers);
  else {
    const problem = { message, ...(hint !== undefined && { hint }) };
    send(response, status, 'application/json', JSON.stringify(problem), headers);
  }
}

function plainPage(message: string, hint: string | undefined): string {
  const text = hint === undefined ? message : `${message}. ${hint}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>snapdiff</title>
<main>
<p>${escapeText(text)}</p>
</main>
</html>
`;
}
