// Puts packages of exact versions into a folder, once.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../fixtures/runtimes.ts';

/**
 * One project for all of them: where two versions of a package are needed, one goes by another name,
 * `got-fixed@npm:got@13.0.0`. Scripts of packages are not run, and their wishes for peers are not granted.
 */
export function installPackages(folder: string, packages: readonly string[]): void {
  const specs = [...new Set(packages)].toSorted();
  const list = join(folder, 'installed.json');
  mkdirSync(folder, { recursive: true });
  if (existsSync(list) && readFileSync(list, 'utf8') === JSON.stringify(specs)) return;
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--save-exact'];
  run('npm', ['install', ...options, ...specs], { cwd: folder });
  writeFileSync(list, JSON.stringify(specs));
}
