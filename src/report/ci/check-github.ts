import { ignoredLeakTexts } from '../check-parts.ts';
import { findingsOf, maxMessageLength } from './check-findings.ts';
import type { Finding } from './check-findings.ts';
import type { CheckReport } from '../check-report.ts';
import { fitText, safeText } from '../safe-text.ts';
import { unjudgedTitle, unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';

/**
 * For GitHub Actions: an annotation for each failure, or for the one reason why there is no result, by workflow commands on standard output.
 *
 * @param root the repository's folder; what is below it is named from there, so that GitHub finds it
 */
export function checkGithub(
  report: CheckReport | UnjudgedReport,
  { root }: { readonly root: string },
): string {
  if (report.kind === 'unjudged') {
    return `${command('error', { title: `snapdiff: ${unjudgedTitle}` }, safeText(unjudgedText(report)))}\n`;
  }
  const findings = findingsOf(report, root);
  // GitHub shows ten of a step and drops the others without a word.
  const shown = findings.length > maxAnnotations ? maxAnnotations - 1 : findings.length;
  const lines = findings.slice(0, shown).map(annotation);
  if (shown < findings.length) {
    const rest = `… and ${findings.length - shown} more; the job summary lists them.`;
    lines.push(command('error', { title: 'More failures' }, rest));
  }
  const known = ignoredLeakTexts(report);
  if (known.length > 0) {
    const data = known.map((text) => fitText(text, maxMessageLength)).join('\n');
    lines.push(command('notice', { title: 'snapdiff: Known leaks, ignored' }, data));
  }
  return lines.map((line) => `${line}\n`).join('');
}

const maxAnnotations = 10;

function annotation({ title, message, details, place }: Finding): string {
  return command(
    'error',
    {
      ...(place && { file: place.path, line: `${place.line}`, col: `${place.column}` }),
      title: `snapdiff: ${title}`,
    },
    [message, ...details].join('\n'),
  );
}

/** "::error file=src/app.js,line=3::message". As GitHub's own toolkit escapes it, so that no value ends early. */
function command(name: string, properties: Readonly<Record<string, string>>, data: string): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${pairs.join(',')}::${escapeData(data)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
