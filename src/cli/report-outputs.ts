import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';
import type { UsualForm } from './reading-agent.ts';

/** A form of a report, and where it goes. */
export interface ReportOutput<Format extends string> {
  readonly format: Format;
  /** undefined: standard output */
  readonly path: string | undefined;
}

/**
 * Understands `--format table --format junit=leaks.xml`; without any it is `usual`. `--json` is `--format json`.
 *
 * @param formats the formats of this command
 * @param usual what it is where nothing is asked for
 * @param sharesOutput a format that may stand beside another on standard output
 * @throws SnapdiffError for an unknown format, and for two in one place
 */
export function chooseOutputs<Format extends string>(
  given: readonly string[],
  json: boolean | undefined,
  formats: readonly Format[],
  usual: UsualForm,
  sharesOutput: (format: Format) => boolean = () => false,
): readonly ReportOutput<Format>[] {
  const texts = json === true && !given.includes('json') ? [...given, 'json'] : given;
  const outputs = (texts.length === 0 ? [usual] : texts).map((text) => parseOutput(text, formats));
  const places = outputs.map(({ format, path }) => {
    if (path !== undefined) return resolve(path);
    return sharesOutput(format) ? `-${format}` : '-';
  });
  const second = places.findIndex((place, index) => places.indexOf(place) < index);
  if (second < 0) return outputs;
  const first = outputs[places.indexOf(places[second])];
  const { format, path = 'standard output' } = outputs[second];
  throw new SnapdiffError(`--format ${first.format} and --format ${format} both go to ${path}`, {
    hint: `Give one of them its own file: --format ${format}=FILE.`,
  });
}

/** Reads "junit=leaks.xml". @throws SnapdiffError for an unknown format, and for a name that is missing */
export function parseOutput<Format extends string>(
  text: string,
  formats: readonly Format[],
): ReportOutput<Format> {
  const [, name = '', path] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const format = formats.find((known) => known === name);
  if (format === undefined) {
    throw new SnapdiffError(`--format ${text}: unknown format "${name}"`, {
      hint: `The formats are ${formats.join(', ')}.`,
    });
  }
  if (path === '') {
    throw new SnapdiffError(`--format ${text}: the file name is missing`, {
      hint: `Without "=" it goes to standard output: --format ${name}.`,
    });
  }
  return { format, path: path === '-' ? undefined : path };
}

/**
 * Nothing that is read is replaced by a report of it, by whatever name it is given: `summary a.heapsnapshot --html a.heapsnapshot`
 * is a slip, and the snapshot would be gone.
 *
 * @param inputs undefined for what was not given; "-" is standard input
 * @throws SnapdiffError
 */
export function keepInputs(
  outputs: readonly ReportOutput<string>[],
  inputs: readonly (string | undefined)[],
): void {
  const lost = outputs.find(({ path }) => path !== undefined && isAmong(path, inputs));
  if (lost === undefined) return;
  throw new SnapdiffError(`--format ${lost.format}=${lost.path}: this file is read, and would be replaced`, {
    hint: 'Give the report another name.',
  });
}

/** Whether writing to the path would replace one of the files. Time O(files). */
export function isAmong(path: string, files: readonly (string | undefined)[]): boolean {
  const target = realFile(path);
  return (
    target !== undefined &&
    files.some((file) => file !== undefined && realFile(file === '-' ? '/dev/stdin' : file) === target)
  );
}

/** undefined for a device or a pipe, which is not replaced, and where nothing is. */
function realFile(path: string): string | undefined {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}
