import type { IncomingMessage } from 'node:http';
import type { Bytes } from '../base/units.ts';
import { isRecord, parseJson } from '../base/json-values.ts';
import { Refusal } from './refusal.ts';

/** A question is a hundred bytes; a text that is searched for, a thousand characters. */
const maxBytes: Bytes = 64 * 1024;

/**
 * Reads the JSON object that a request brings. Its type has to say that it is JSON: the types that a form of another site can
 * send without being asked whether it may are others.
 *
 * @throws Refusal for what is no such object, or too large, which is not read to its end
 */
export async function readJsonBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers;
  if (!/^application\/json *(?:;.*)?$/i.test(type) || coding !== 'identity') {
    throw new Refusal(415, 'the body has to be application/json, as it is');
  }
  const body = parseJson(await readText(request));
  if (!isRecord(body)) throw new Refusal(400, 'the body has to be an object of JSON');
  return body;
}

async function readText(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // To be told that it is too large its client needs the connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) break;
      chunks.push(chunk);
    }
  } catch {
    // Its client has left, or took too long: nobody reads the answer.
    throw new Refusal(400, 'the body has not come whole');
  }
  if (size > maxBytes) throw tooLarge();
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): Refusal {
  return new Refusal(413, `the body may have ${maxBytes} bytes`);
}
