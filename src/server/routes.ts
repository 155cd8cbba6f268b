import type { IncomingMessage, ServerResponse } from 'node:http';
import { SnapdiffError } from '../base/errors.ts';
import { isRecord } from '../base/json-values.ts';
import type { Explorer, ExploreProblem } from '../explore/session.ts';
import { noEntry, type Access } from './access.ts';
import { safeHeaders, refuse, send, sendJson } from './answers.ts';
import { readJsonBody } from './json-body.ts';
import { Refusal } from './refusal.ts';
import { streamSession, type SessionStreams } from './session-stream.ts';

/** What is served, and to whom. */
export interface Site {
  readonly explorer: Explorer;
  readonly access: Access;
  /** HTML. */
  readonly page: string;
  /** What may run and be loaded in it, as it says itself. */
  readonly policy: string;
  readonly streams: SessionStreams;
}

type Answer = (site: Site, request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

interface Route {
  readonly method: 'GET' | 'POST';
  readonly answer: Answer;
}

/** By path, as it stands in the request: nothing is decoded, and nothing of it is ever a file. */
const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['/', { method: 'GET', answer: sendPage }],
  [
    '/session',
    {
      method: 'GET',
      answer: ({ explorer, streams }, _, response) => streamSession(explorer, streams, response),
    },
  ],
  ['/ask', { method: 'POST', answer: answerQuestion }],
  ['/report', { method: 'POST', answer: answerReport }],
]);

/** Answers a request, whatever it is. Throws nothing, and says nothing in the terminal. */
export async function answerRequest(
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Its client may leave at any moment.
  for (const stream of [request, response]) stream.on('error', () => {});
  try {
    await answerBy(site, request, response);
  } catch (error) {
    // Half an answer is ended where it is: its client sees that it is not whole.
    if (response.headersSent) response.destroy();
    else if (error instanceof Refusal) refuse(response, error, request.method === 'GET');
    else sendJson(response, statusOf(error), JSON.stringify(problemOf(error)));
  }
}

async function answerBy(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { access } = site;
  access.checkSource(request);
  const { method = '', url = '' } = request;
  // A proxy is asked with a whole URL, and this is none.
  const [, path = '', query = ''] = /^(\/[^?]*)\??(.*)$/s.exec(url) ?? [];
  const token = new URLSearchParams(query).get('token');
  if (path === '/' && method === 'GET' && token !== null) {
    letIn(access, token, request, response);
    return;
  }
  if (!access.isAdmitted(request)) throw noEntry();
  const route = routes.get(path);
  if (!route) throw new Refusal(404, 'There is nothing at this address');
  if (route.method !== method) {
    throw new Refusal(405, `This address knows ${route.method} only`, { allow: route.method });
  }
  await route.answer(site, request, response);
}

/** Takes the token out of the address. In the browser that used it, the same address works again: it is still in its history. */
function letIn(access: Access, token: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = access.isAdmitted(request) ? {} : { 'set-cookie': access.spend(token) };
  response.writeHead(303, { ...safeHeaders(), ...headers, location: '/', 'content-length': 0 });
  response.end();
}

function sendPage({ page, policy }: Site, _request: IncomingMessage, response: ServerResponse): void {
  send(response, 200, 'text/html', page, safeHeaders(policy));
}

async function answerQuestion(
  { explorer }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { snapshot, question } = await readJsonBody(request);
  if (!isPosition(snapshot) || !isRecord(question)) {
    throw new Refusal(400, 'the body has to be { "snapshot": number, "question": object }');
  }
  const answer = await explorer.ask(snapshot, question);
  sendJson(response, 200, JSON.stringify(answer ?? null));
}

async function answerReport(
  { explorer }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { snapshots } = await readJsonBody(request);
  if (!Array.isArray(snapshots) || snapshots.length === 0 || !snapshots.every(isPosition)) {
    throw new Refusal(400, 'the body has to be { "snapshots": [number, …] }');
  }
  const left = new AbortController();
  response.on('close', () => left.abort());
  sendJson(response, 200, await explorer.report(snapshots, left.signal));
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function statusOf(error: unknown): number {
  return error instanceof SnapdiffError ? 422 : 500;
}

function problemOf(error: unknown): ExploreProblem {
  if (error instanceof SnapdiffError) {
    const { message, hint } = error;
    return { message, ...(hint !== undefined && { hint }) };
  }
  const what = error instanceof Error ? error.message : String(error);
  return { message: `this is a bug in snapdiff; please report it: ${what}` };
}
