import { readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { SnapdiffError } from '../../base/errors.ts';
import { sidecarPath } from '../../preload/sidecar.cts';

/**
 * The folders in which an agent may name files. Links are followed before a path is judged, and the path that is handed out is the
 * one they lead to.
 */
export class OpenFolders {
  /** Real paths. */
  readonly #folders: readonly string[];

  private constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** @param paths of folders that are there @throws SnapdiffError where one is none */
  static async ofPaths(paths: readonly string[]): Promise<OpenFolders> {
    const folders: string[] = [];
    for (const path of paths) {
      const real = await realpath(path).catch(() => undefined);
      if (real === undefined || !(await isFolder(real))) {
        throw new SnapdiffError(`--root ${path} is not a folder`, { hint: 'Name one that is there.' });
      }
      folders.push(real);
    }
    return new OpenFolders(folders);
  }

  /** @param uris as a client gives them: what is no folder of this machine opens nothing @throws SnapdiffError where that leaves none */
  static async ofRoots(uris: readonly string[]): Promise<OpenFolders> {
    const folders: string[] = [];
    for (const uri of uris) {
      const real = await realpath(pathOf(uri) ?? '').catch(() => undefined);
      if (real !== undefined && (await isFolder(real))) folders.push(real);
    }
    if (folders.length === 0) {
      throw new SnapdiffError('the client opens no folder of this machine', {
        hint: 'Open one in the client, or start the server with --root DIR.',
      });
    }
    return new OpenFolders(folders);
  }

  /** Where neither says anything: the working directory. @throws SnapdiffError where that is all there is */
  static async ofWorkingDirectory(): Promise<OpenFolders> {
    const folder = await realpath(process.cwd());
    if (dirname(folder) === folder) {
      throw new SnapdiffError(
        'the server was started in the root of the file system, and no folder was opened',
        {
          hint: 'Start it with --root DIR.',
        },
      );
    }
    return new OpenFolders([folder]);
  }

  /** @returns the real path of a file that is there @throws SnapdiffError */
  async file(path: string): Promise<string> {
    const real = await this.#find(path);
    if (!(await stat(real)).isFile()) throw new SnapdiffError(`${path}: is not a file`);
    return real;
  }

  /** As `file`, of a snapshot: with it what stands beside it is read, which may be a link too. */
  async snapshot(path: string): Promise<string> {
    const real = await this.file(path);
    const beside = sidecarPath(real);
    this.#check((await followLinks(beside)).real, `${path}: ${basename(beside)} beside it`);
    return real;
  }

  /** @param path the first one that is open, unless given @returns the real path of a folder that is there @throws SnapdiffError */
  async folder(path: string | undefined): Promise<string> {
    if (path === undefined) return this.#folders[0];
    const real = await this.#find(path);
    if (!(await isFolder(real)))
      throw new SnapdiffError(`${path}: is not a folder`, { hint: 'Create it first.' });
    return real;
  }

  /** As it can be named in the next call: from the first folder on. */
  shown(path: string): string {
    const [first] = this.#folders;
    return isInside(first, path) && path !== first ? relative(first, path) : path;
  }

  async #find(path: string): Promise<string> {
    const wanted = resolve(this.#folders[0], path);
    const { real, isThere } = await followLinks(wanted);
    // Whether something is there is not told of what is outside.
    this.#check(real, path);
    if (!isThere) throw new SnapdiffError(`${path}: no such file or folder`, { hint: 'Check the path.' });
    return real;
  }

  /** @throws SnapdiffError where a real path is outside */
  #check(real: string, name: string): void {
    if (this.#folders.some((folder) => isInside(folder, real))) return;
    throw new SnapdiffError(
      `${name}: is outside of the folders that are open (${this.#folders.join(', ')})`,
      {
        hint: 'Copy it into one of them, or have the folder opened: in the client, or by --root DIR.',
      },
    );
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** A link that leads on so often leads round. */
const maxLinks = 40;

/** Of what is not there, the nearest folder that is, with the rest behind it. */
async function followLinks(path: string, links = 0): Promise<{ real: string; isThere: boolean }> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return { real, isThere: true };
  // One that leads to nothing leads somewhere all the same.
  const target = links < maxLinks ? await readlink(path).catch(() => undefined) : undefined;
  if (target !== undefined) {
    return { ...(await followLinks(resolve(dirname(path), target), links + 1)), isThere: false };
  }
  const parent = dirname(path);
  if (parent === path) return { real: path, isThere: false };
  const above = await followLinks(parent, links);
  return { real: resolve(above.real, relative(parent, path)), isThere: false };
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
