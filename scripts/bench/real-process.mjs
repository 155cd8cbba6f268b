// Writes heap snapshots of itself: a service as there are many, with a leak, at moments between which it answered requests.
// Real files are harder to read and to analyse than made-up ones: the ids of old and new objects lie mixed, numbers are
// objects, tables are rehashed, strings are ropes and slices, closures share contexts.
//
//     node --expose-gc --max-old-space-size=12000 scripts/bench/real-process.mjs DIR MEGABYTES [COUNT]
//
// writes DIR/1.heapsnapshot, 2.heapsnapshot … and says in DIR/truth.json what was leaked between two of them.
import { EventEmitter } from 'node:events';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { writeHeapSnapshot } from 'node:v8';

const [directory = '.', megabytes = '10', count = '2'] = process.argv.slice(2);

/** Bytes of snapshot that one customer, with all that belongs to it, makes; and those of Node itself. */
const bytesOfCustomer = 2360;
const bytesOfNode = 4.6e6;
const customerCount = Math.max(100, Math.round((Number(megabytes) * 1e6 - bytesOfNode) / bytesOfCustomer));
/** Between two snapshots. */
const leakedCount = Math.max(20, Math.round(customerCount / 60));

class Address {
  constructor(n) {
    this.street = `${n % 977} Mill Lane`;
    this.latitude = 47 + (n % 1000) / 997;
    this.longitude = 8 + (n % 1000) / 991;
  }
}

class Position {
  constructor(n) {
    this.article = articles[n % articles.length];
    this.quantity = 1 + (n % 9);
    this.discount = n % 3 === 0 ? 0.05 + (n % 7) / 100 : 0;
    if (n % 4 === 0) this.note = `as offered on ${n % 28}/${n % 12}`;
  }
}

class Customer {
  #secret;
  constructor(n) {
    this.id = n;
    this.name = articles[n % articles.length].name.slice(2, 16) + n;
    this.address = new Address(n);
    this.positions = Array.from({ length: 2 + (n % 3) }, (_, index) => new Position(n + index));
    this.labels = n % 5 === 0 ? new Set([`group${n % 50}`, n % 100]) : undefined;
    this.settings = { locale: n % 2 ? 'de' : 'fr', newsletter: n % 3 === 0, since: new Date(n * 1e6) };
    // A table of its own: each has other keys.
    this.extra = {};
    for (let key = 0; key < n % 4; key++) this.extra[`field_${(n * 7 + key) % 4096}`] = key + 0.5;
    this.#secret = Symbol('customer');
    this.renew = () => this.settings.since.setFullYear(2030 + n);
    this.isKnown = (other) => other === this.#secret;
  }
}

class Session {
  constructor(n, customer) {
    this.token = `s-${n.toString(36)}-${(n * 2654435761).toString(16)}`;
    this.customer = customer;
    this.state = new Map([
      ['page', n % 40],
      ['basket', [n, n + 0.25]],
    ]);
    this.bytes = Buffer.alloc(32, n & 255);
    this.seenAt = n + 0.5;
  }
}

class CacheEntry {
  constructor(n) {
    this.key = `article/${n}`;
    this.value = { score: n / 7, hits: [n], text: `<li>${n}</li>` };
  }
}

const articles = Array.from({ length: 1000 }, (_, n) => ({
  name: `Article no. ${n} of the catalogue`,
  price: n * 1.01,
  stock: n % 400,
}));
const customers = new Map();
const byName = Object.create(null);
const sessions = new Map();
const cache = new Map();
const ranking = new WeakMap();
const requests = new EventEmitter().setMaxListeners(0);
const log = [];
let history = '';
globalThis.service = { customers, byName, sessions, cache, requests, ranking };

function admit(n) {
  const customer = new Customer(n);
  customers.set(n, customer);
  byName[customer.name] = customer;
  if (n % 8 === 0) ranking.set(customer, { rank: n / 3 });
}

/** Sessions and their listeners stay: the leak. Everything else is replaced. */
function serve(from) {
  for (let n = from; n < from + leakedCount; n++) {
    const customer = customers.get(n % customerCount) ?? customers.values().next().value;
    const session = new Session(n, customer);
    sessions.set(session.token, session);
    requests.on('expire', () => sessions.get(session.token)?.seenAt);
    log.push({ at: n + 0.125, text: `opened ${session.token}` });
    history += ` ${session.token}`;
    cache.set(n, new CacheEntry(n));
    if (cache.size > leakedCount) cache.delete(cache.keys().next().value);
    // Customers come and go, so that old and new ids lie side by side.
    customers.delete(n % customerCount);
    delete byName[customer.name];
    admit(customerCount + n);
  }
  log.splice(0, log.length - leakedCount);
}

mkdirSync(directory, { recursive: true });
for (let n = 0; n < customerCount; n++) admit(n);
for (let moment = 1; moment <= Number(count); moment++) {
  serve(moment * leakedCount);
  globalThis.gc?.();
  const path = join(directory, `${moment}.heapsnapshot`);
  writeHeapSnapshot(path);
  process.stderr.write(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB\n`);
}
writeFileSync(
  join(directory, 'truth.json'),
  `${JSON.stringify({ customerCount, leaked: { Session: leakedCount } })}\n`,
);
