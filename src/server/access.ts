import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** 256 bits, in characters that a URL and a cookie take as they are. */
function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** In a time that does not tell how much of it is right; how long the right one is, is no secret. */
function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Who may ask. A page of another site can send requests to this machine, and by a name that it lets point here (DNS rebinding)
 * read the answers. So a request has to name this server as its host, to come from no other site, and to bring a cookie that only
 * the browser has which was opened with the token.
 */
export class Access {
  /** Lets one browser in, once. */
  readonly token: string = randomText();
  readonly #session = randomText();
  readonly #hosts: readonly string[];
  readonly #cookieName: string;
  #isSpent = false;

  /** @param port that the server listens at. Cookies know no port: its name keeps two servers' apart */
  constructor(port: number) {
    this.#hosts = ['127.0.0.1', 'localhost'].map((host) => `${host}:${port}`);
    this.#cookieName = `snapdiff-${port}`;
  }

  /**
   * Refuses what comes by another name or from another site. Exactly as browsers write them: nobody else has a reason to write a
   * host in capitals, with a dot at its end, or twice.
   *
   * @throws Refusal
   */
  checkSource({ headersDistinct }: IncomingMessage): void {
    const { host = [], origin = [], 'sec-fetch-site': sites = [] } = headersDistinct;
    const [name = ''] = host;
    if (host.length !== 1 || !this.#hosts.includes(name)) {
      throw new Refusal(403, `snapdiff answers as ${this.#hosts.join(' and ')} only`, {
        hint: 'Use the address that it has printed; through a tunnel, the same port on both sides.',
      });
    }
    if (!origin.every((given) => given === `http://${name}`)) throw foreignSite();
    // `none`: typed, or opened by a program. `same-site` may be any other port of this machine.
    if (!sites.every((site) => site === 'same-origin' || site === 'none')) throw foreignSite();
  }

  /** Whether it brings the cookie. */
  isAdmitted({ headers }: IncomingMessage): boolean {
    const start = `${this.#cookieName}=`;
    return (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .some((pair) => pair.startsWith(start) && isSame(pair.slice(start.length), this.#session));
  }

  /**
   * Takes the token, which is worth nothing from then on: it may be read in a list of processes or in a browser's history.
   *
   * @returns the cookie to set
   * @throws Refusal
   */
  spend(token: string): string {
    const isRight = isSame(token, this.token);
    if (!isRight || this.#isSpent) throw noEntry();
    this.#isSpent = true;
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }
}

/** For who has no cookie: with which token, or with none, makes no difference. */
export function noEntry(): Refusal {
  return new Refusal(403, 'This address does not open snapdiff, or does so no longer', {
    hint: 'The one that it has printed works once, and the browser that used it stays in. If that was not yours, end snapdiff with Ctrl-C; started again, it prints a new one.',
  });
}

function foreignSite(): Refusal {
  return new Refusal(403, 'snapdiff does not answer other sites', {
    hint: 'Copy the address that it has printed, and paste it into the browser.',
  });
}
