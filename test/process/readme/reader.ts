import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { childEnvironment } from '../../support/child-environment.ts';
import { snapshotBytes } from '../../support/draw-heap.ts';
import { drawSmallLeak } from '../../support/draw-series.ts';
import { repositoryPath } from '../../support/fixtures.ts';
import { blocksIn, type Page } from '../../support/pages.ts';

const root: string = repositoryPath('.');
const { scripts } = JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

/** What the pages call files of the reader's own: small snapshots, in this order, of a process that leaks connections. */
const names: readonly (readonly string[])[] = [
  ['monday', 'before', 'run-1', '0'],
  ['tuesday', 'run-2', '1'],
  ['thursday', 'run-3', '2'],
  ['friday', 'after', 'build', '3'],
];

/** Commands that need what no machine of ours has, and what that is. */
export const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^kubectl /, 'a cluster'],
  [/^ssh /, 'another machine'],
  [/^claude /, 'an agent; test/process/mcp calls the server as one does'],
  [/^google-chrome /, 'a browser; scripts/try-capture-runtimes.ts captures a tab of one'],
];

/** What is left of a command to run here, and where. */
export interface Runnable {
  readonly command: string;
  readonly where: string;
}

/** What snapdiff is run as, and what stands for PM2 and systemd, which here know one process only. */
const programs: Readonly<Record<string, string>> = {
  snapdiff: `exec '${process.execPath}' '${repositoryPath('dist/cli/main.js')}' "$@"`,
  pm2: 'echo "$DAEMON"',
  systemctl: 'echo "$DAEMON"',
  sudo: 'shift 2\nexec "$@"',
};

/** Somebody who follows a page in a folder: with snapshots, the package installed, a program, and a daemon that runs. */
export class Reader {
  readonly folder: string;
  readonly #children: ChildProcess[] = [];
  /** Of the process whose number is 4242 on the pages. */
  #pid = 0;
  /** Of the inspector whose port is 9222 on the pages. */
  #port = 0;

  private constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'snapdiff-readme-'));
  }

  static async open(page: Page): Promise<Reader> {
    const reader = new Reader();
    reader.#prepareFolder(page);
    if (page.text.includes('4242')) await reader.#startDaemon();
    if (page.text.includes('--port 9222')) await reader.#startInspected();
    return reader;
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, maxRetries: 5 });
  }

  #write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, name), content);
  }

  #prepareFolder(page: Page): void {
    for (const [index, drawing] of drawSmallLeak().entries()) {
      const bytes = snapshotBytes(drawing);
      for (const name of names[index] ?? []) {
        this.#write(`${name}.heapsnapshot`, bytes);
        this.#write(`${name}.heapsnapshot.gz`, gzipSync(bytes));
      }
    }
    const bin = join(this.folder, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(root, join(this.folder, 'node_modules', 'heap-snapdiff'));
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    mkdirSync(join(this.folder, 'home'));
    // Programs that are done at once, and a scenario that leaves nothing behind.
    this.#write('server.js', "console.log('listening');\n");
    this.#write('app.js', "console.log('started');\n");
    this.#write('package.json', '{ "private": true, "scripts": { "start": "node app.js" } }\n');
    this.#write('leak.mjs', 'export function run() { return new Array(100).fill(0); }\n');
    // An example that says its name is the reader's file of that name.
    for (const example of blocksIn(page, 'js')) {
      const [, name] = /^\/\/ (\S+\.m?js)\n/.exec(example) ?? [];
      if (name !== undefined) this.#write(name, example);
    }
  }

  async #startDaemon(): Promise<void> {
    const preload = repositoryPath('dist/preload/register.cjs');
    const program = "setInterval(() => {}, 1000); console.error('up')";
    const child = this.#start(['-r', preload, '-e', program], {
      SNAPDIFF_MIN_INTERVAL: '0',
      SNAPDIFF_MAX_FILES: '100',
    });
    await says(child, /up/);
    this.#pid = child.pid ?? 0;
  }

  async #startInspected(): Promise<void> {
    // A tab of example.org has it in its address, and so has this.
    this.#write('example.org.js', 'setInterval(() => {}, 1000);\n');
    const child = this.#start(['--inspect=127.0.0.1:0', 'example.org.js'], {});
    const [, port] = await says(child, /ws:\/\/127\.0\.0\.1:(\d+)\//);
    this.#port = Number(port);
  }

  #start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
    const options = { cwd: this.folder, env: { ...process.env, ...env } };
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** undefined where nothing is left to run. @throws AssertionError for a command of a kind nobody told it of */
  prepare(line: string): Runnable | undefined {
    if (line.startsWith('#') || elsewhere.some(([pattern]) => pattern.test(line))) return undefined;
    const parts = line.split(' && ').filter((part) => !isInstall(part) && !isOfThisRun(part));
    const commands = parts.map((part) => this.#preparePart(part, line));
    const [first] = commands;
    if (first === undefined) return undefined;
    return { command: commands.map(({ command }) => command).join(' && '), where: first.where };
  }

  #preparePart(part: string, line: string): Runnable {
    const [, script] = /^npm run (\S+) -- /.exec(part) ?? [];
    if (script !== undefined) {
      assert.ok(script in scripts, `package.json has no script ${script}: ${line}`);
      // What the reader has in a clone of the repository is there; what another command has written is in the reader's folder.
      return part.includes(' story/')
        ? { command: part.replace('npm run snapdiff --', 'snapdiff'), where: this.folder }
        : { command: part, where: root };
    }
    if (part.startsWith('node --expose-gc fixtures/programs/')) {
      const command = part.replace('fixtures/programs/', `'${root}'/fixtures/programs/`);
      return { command, where: this.folder };
    }
    assert.match(
      part,
      /^(?:gzip -dc \S+ \| |npx heap-|sudo -u \w+ |source <\()?snapdiff |^mkdir (?:-p )?[\w~./-]+$|^(?:SNAPDIFF_TIMELINE=\S+ )?node (?:-r|--import) heap-snapdiff\/register |^NODE_OPTIONS=\S+ \S+ npm start$|^kill -USR2 4242$|^node --test \S+$/,
      `the test does not know how to run: ${line}`,
    );
    const here = part
      // zsh need not be here: what it would read is kept.
      .replace(/^source <\((.* zsh)\)$/, '$1 > completion.zsh')
      .replaceAll('4242', `${this.#pid}`)
      .replaceAll('9222', `${this.#port}`)
      .replaceAll(/(?<=--(?:every|duration) )(?:10m|60s)/g, '1s')
      .replaceAll('--port 8123', '--port 0')
      .replaceAll(/\/var\/tmp(?:\/heap)?/g, '.');
    if (here.startsWith('snapdiff explore ')) return { command: untilReady(here), where: this.folder };
    return { command: hasJq() ? here : here.replace(/ \| jq .*$/, ''), where: this.folder };
  }

  /** @throws AssertionError unless it ends with that code */
  run(command: string, { where, exitCode = 0 }: { where: string; exitCode?: number }): string {
    const { NODE_TEST_CONTEXT: _, ...inherited } = childEnvironment();
    const bin = join(this.folder, 'node_modules', '.bin');
    const env = {
      ...inherited,
      // The pages' `node` is the one that runs the tests.
      PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: join(this.folder, 'home'),
      DAEMON: `${this.#pid}`,
    };
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      cwd: where,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    assert.equal(status, exitCode, `${command}\n${stdout.slice(0, 1000)}${stderr}`);
    return stdout;
  }
}

/** Would change the machine, or the checkout the tests run in. */
function isInstall(part: string): boolean {
  return /^npm (?:ci|link|install(?: --global| --save-dev)? heap-snapdiff)$/.test(part);
}

/** A run of the tests has built the program; anything that runs them again would not end. */
function isOfThisRun(part: string): boolean {
  const [, script] = /^npm (?:run )?(test(?::\w+)?|build|check|format)$/.exec(part) ?? [];
  return script !== undefined && script in scripts;
}

/** Serves until Ctrl-C: that comes when it has printed its second line, the verdict. */
function untilReady(command: string): string {
  return `
    ${command} > explored & explorer=$!
    until [ "$(wc -l < explored)" = 2 ]; do kill -0 $explorer || exit; sleep 0.02; done
    kill -INT $explorer; wait $explorer
    [ $? = 130 ] && cat explored`;
}

function hasJq(): boolean {
  return spawnSync('jq', ['--version']).status === 0;
}

/** Until the program says it on standard error. */
function says(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.on('close', () => reject(new Error(`it ended before it said ${pattern.source}: ${said}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = pattern.exec(said);
      if (found !== null) resolve(found);
    });
  });
}
