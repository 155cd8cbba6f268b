import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The sockets a process has open. Only Linux tells, and only of one's own processes. */
export interface OpenSockets {
  /** The most numerous first. */
  readonly tcp: readonly SocketCount[];
  /** Unix sockets, UDP and others: /proc does not say where these lead. */
  readonly otherCount: number;
}

/** TCP sockets of one process that lead to the same place and are in the same state. */
export interface SocketCount {
  /**
   * `10.0.0.7:443` or `[::1]:443`. Of a connection that came in, the address alone: a client's port is another
   * each time. `*` of a socket that listens.
   */
  readonly remote: string;
  /** The port of a socket that listens, or of a connection that came in through it; null for one that went out. */
  readonly localPort: number | null;
  /** The kernel's name, as `ss` and `netstat` show it: ESTABLISHED, CLOSE_WAIT, LISTEN, … */
  readonly state: string;
  readonly count: number;
}

/** By the kernel's number, include/net/tcp_states.h. */
const stateNames = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
];

/**
 * The open sockets of a process: the inodes behind its descriptors, looked up in the TCP tables of its network
 * namespace. Those tables alone would list the sockets of every process.
 *
 * Reads /proc: some microseconds a descriptor and a row.
 *
 * @param root in place of `/`, for tests
 * @returns null where /proc does not tell: another system, another user's process, none at all
 */
export function readSockets(pid: number, root = ''): OpenSockets | null {
  const inodes = socketInodes(pid, root);
  if (inodes === null) return null;
  const rows = readTables(pid, root);
  // A cluster's workers accept on the primary's socket, so every listening port of the namespace counts.
  const listeningPorts = portsListenedOn(rows);
  const counts = new Map<
    string,
    { remote: string; localPort: number | null; state: string; count: number }
  >();
  let tcpCount = 0;
  for (const { local, remote, state, inode } of rows) {
    if (!inodes.has(inode)) continue;
    tcpCount++;
    const isInbound = listeningPorts.has(local.port);
    const localPort = isInbound ? local.port : null;
    const name = state === 'LISTEN' ? '*' : isInbound ? remote.address : `${remote.address}:${remote.port}`;
    const key = `${name} ${localPort} ${state}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { remote: name, localPort, state, count: 1 });
  }
  return {
    tcp: [...counts.values()].sort((a, b) => b.count - a.count || (a.remote < b.remote ? -1 : 1)),
    otherCount: inodes.size - tcpCount,
  };
}

/** Where somebody listens for TCP. */
export interface Listener extends Endpoint {
  /** The kernel's number of the socket, which no other has, in no namespace. */
  readonly inode: string;
}

/** Where any process in the network namespace of a process listens, whoever's it is. Empty where /proc does not tell. */
export function readListeners(pid: number): readonly Listener[] {
  return readTables(pid, '')
    .filter(({ state }) => state === 'LISTEN')
    .map(({ local, inode }) => ({ ...local, inode }));
}

/** Whether a process has a socket open. False where /proc does not tell. */
export function hasSocket(pid: number, inode: string): boolean {
  return socketInodes(pid, '')?.has(inode) ?? false;
}

function readTables(pid: number, root: string): Row[] {
  return [...readTable(`${root}/proc/${pid}/net/tcp`), ...readTable(`${root}/proc/${pid}/net/tcp6`)];
}

function portsListenedOn(rows: readonly Row[]): ReadonlySet<number> {
  return new Set(rows.filter(({ state }) => state === 'LISTEN').map(({ local }) => local.port));
}

/** How many descriptors a process has open: files, sockets, pipes and all. Null where /proc does not tell. */
export function openFileCount(pid: number, root = ''): number | null {
  try {
    return readdirSync(`${root}/proc/${pid}/fd`).length;
  } catch {
    return null;
  }
}

function socketInodes(pid: number, root: string): Set<string> | null {
  const folder = `${root}/proc/${pid}/fd`;
  let descriptors: string[];
  try {
    descriptors = readdirSync(folder);
  } catch {
    return null;
  }
  const inodes = new Set<string>();
  for (const descriptor of descriptors) {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`)) ?? [];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed since the folder was read.
    }
  }
  return inodes;
}

/** `10.0.0.7` or `[::1]`, and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

interface Row {
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: string;
  readonly inode: string;
}

/** The rows of a table as `proc(5)` describes it: `sl local rem st tx:rx tr:tm retrnsmt uid timeout inode …`. */
function readTable(path: string): Row[] {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return []; // No IPv6, or the process has ended.
  }
  const rows: Row[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || state === undefined || inode === undefined) continue;
    rows.push({
      local: parseEndpoint(local),
      remote: parseEndpoint(remote),
      state: stateNames[Number.parseInt(state, 16)] ?? 'UNKNOWN',
      inode,
    });
  }
  return rows;
}

/** `0100007F:01BB` is 127.0.0.1:443: 32-bit words in the order of the machine, which is little-endian wherever Node runs. */
function parseEndpoint(text: string): Endpoint {
  const [words = '', port = '0'] = text.split(':');
  const bytes: number[] = [];
  for (let at = 0; at < words.length; at += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) {
      bytes.push(Number.parseInt(words.slice(at + byte, at + byte + 2), 16));
    }
  }
  return { address: formatAddress(bytes), port: Number.parseInt(port, 16) };
}

function formatAddress(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  // An IPv4 peer of an IPv6 socket (::ffff:10.0.0.7) is the same place as that of an IPv4 socket.
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const groups: string[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(((bytes[at]! << 8) | bytes[at + 1]!).toString(16));
  return `[${shortenZeros(groups)}]`;
}

/** The longest run of zero groups becomes `::`, as RFC 5952 has it. */
function shortenZeros(groups: readonly string[]): string {
  let start = 0;
  let length = 0;
  for (let at = 0; at < groups.length; at++) {
    let end = at;
    while (groups[end] === '0') end++;
    if (end - at > length) [start, length] = [at, end - at];
  }
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}
