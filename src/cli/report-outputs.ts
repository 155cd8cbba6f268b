import { resolve } from 'node:path';
import { SnapdiffError } from '../base/errors.ts';

/** A form of a report, and where it goes. */
export interface ReportOutput<Format extends string> {
  readonly format: Format;
  /** undefined: standard output */
  readonly path: string | undefined;
}

/**
 * Understands `--format table --format junit=leaks.xml`; without any it is a table. `--json` is `--format json`.
 *
 * @param formats the formats of this command
 * @param sharesOutput a format that may stand beside another on standard output
 * @throws SnapdiffError for an unknown format, and for two in one place
 */
export function chooseOutputs<Format extends string>(
  given: readonly string[],
  json: boolean | undefined,
  formats: readonly Format[],
  sharesOutput: (format: Format) => boolean = () => false,
): readonly ReportOutput<Format>[] {
  const texts = json === true && !given.includes('json') ? [...given, 'json'] : given;
  const outputs = (texts.length === 0 ? ['table'] : texts).map((text) => parseOutput(text, formats));
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
