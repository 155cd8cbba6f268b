import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Debian's release whose C library is new enough for the program, and what it needs of it. */
const RELEASE = 'trixie';
const LIBRARIES = ['libc6', 'libgcc-s1', 'libstdc++6'];
const APT_SOURCES = '/etc/apt/sources.list.d';

/**
 * Makes a command that starts `@heap-snapshot/tool`, a Rust program, and returns its path. It wants glibc 2.39: where the
 * system's is older, the loader and the libraries of a newer Debian are put beside it, without installing them.
 *
 * @param peers folder its package is installed in
 */
export function prepareNativePeer(peers: string): string {
  const command = join(peers, 'heap-snapshot');
  if (existsSync(command)) return command;
  const binary = findBinary(join(peers, 'node_modules/@heap-snapshot'));
  const starts = spawnSync(binary, ['--help']).status === 0;
  writeFileSync(command, `#!/bin/sh\nexec ${starts ? '' : `${newerLoader(peers)} `}${binary} "$@"\n`);
  chmodSync(command, 0o755);
  return command;
}

function findBinary(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const binary = files.find((file) => /[\\/]heap-snapshot$/.test(file) && statSync(file).size > 1e6);
  if (binary === undefined) throw new Error(`no program in ${folder}`);
  return binary;
}

/** The start of a command line: the loader of a newer C library, and where its libraries are. */
function newerLoader(peers: string): string {
  const root = join(peers, 'glibc');
  const parts = join(root, 'sources');
  for (const folder of [parts, join(root, 'lists/partial'), join(root, 'cache/archives/partial')])
    mkdirSync(folder, { recursive: true });
  const sources = readdirSync(APT_SOURCES)
    .filter((name) => name.endsWith('.sources'))
    .map((name) => readFileSync(join(APT_SOURCES, name), 'utf8'))
    .find((text) => /^URIs:.*\/debian\/?$/m.test(text));
  if (sources === undefined)
    throw new Error('its C library is too old, and this is no Debian to take another of');
  const [main = ''] = sources.split('\n\n', 1);
  writeFileSync(join(parts, 'newer.sources'), `${main.replace(/^Suites:.*$/m, `Suites: ${RELEASE}`)}\n`);
  const apt = (...args: readonly string[]): void => {
    const options = {
      'Dir::Etc::sourcelist': '/dev/null',
      'Dir::Etc::sourceparts': parts,
      'Dir::State::lists': join(root, 'lists'),
      'Dir::Cache': join(root, 'cache'),
    };
    const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    execFileSync('apt-get', ['-qq', ...flags, ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  apt('update');
  apt('download', ...LIBRARIES);
  for (const name of readdirSync(root).filter((file) => file.endsWith('.deb')))
    execFileSync('dpkg-deb', ['-x', name, '.'], { cwd: root });
  const library = join(root, 'usr/lib/x86_64-linux-gnu');
  return `${join(library, 'ld-linux-x86-64.so.2')} --library-path ${library}`;
}
