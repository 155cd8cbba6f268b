import { hashText } from '../../base/hash.ts';
import { textOf } from '../../base/sentence.ts';
import { describeKnownLeak, ignoredOnce } from '../../check/known-leaks.ts';
import { findingsOf, maxMessageLength, pathInside } from './check-findings.ts';
import type { CheckFailure, CheckReport } from '../check-report.ts';
import { jsonText } from '../json.ts';
import { fitText, safeText } from '../safe-text.ts';
import { unjudgedTitle, unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';

/** What GitLab reads of a code quality issue; it refuses one without any of these. */
interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/**
 * For GitLab's code quality report: a JSON array, empty if the check passed; one issue if it could not be judged.
 *
 * @param root the repository's folder; what is below it is named from there, so that GitLab finds it
 */
export function checkGitlab(
  report: CheckReport | UnjudgedReport,
  { root }: { readonly root: string },
): string {
  if (report.kind === 'unjudged') return jsonText([unjudgedIssue(report)]);
  const issues = findingsOf(report, root).map(
    ({ failure, rule, message, details, place, fingerprint }): CodeQualityIssue => ({
      description: [message, ...details].join(' | '),
      check_name: `snapdiff/${rule.id}`,
      fingerprint,
      severity: severities[failure.kind],
      location: {
        path: place?.path ?? judgedFile(report, root),
        lines: { begin: place?.line ?? 1 },
      },
    }),
  );
  return jsonText([...issues, ...knownIssues(report, root)]);
}

/** What is known is listed, and weighs nothing. */
function knownIssues(report: CheckReport, root: string): CodeQualityIssue[] {
  return ignoredOnce(report.knownLeaks).map((leak) => ({
    description: fitText(`Known leak, ignored: ${textOf(describeKnownLeak(leak))}`, maxMessageLength),
    check_name: 'snapdiff/known-leak',
    // Whatever the reason is now, and whatever else is known: or GitLab shows it as another one.
    fingerprint: hashText(`known ${leak.fingerprint}`),
    severity: 'info',
    location: { path: judgedFile(report, root), lines: { begin: 1 } },
  }));
}

/** The same one in each run, whatever the reason. */
function unjudgedIssue(report: UnjudgedReport): CodeQualityIssue {
  return {
    description: fitText(`${unjudgedTitle}: ${unjudgedText(report)}`, maxMessageLength),
    check_name: 'snapdiff/not-judged',
    fingerprint: hashText(report.kind),
    severity: 'blocker',
    location: { path: noFile, lines: { begin: 1 } },
  };
}

const severities: Readonly<Record<CheckFailure['kind'], CodeQualityIssue['severity']>> = {
  suspect: 'critical',
  budget: 'major',
  growth: 'major',
};

/** The last snapshot: where a finding is that has no place in the source, for formats that ask for one. */
export function judgedFile({ snapshots }: CheckReport, root: string): string {
  const path = snapshots.at(-1)?.path ?? '';
  const inside = pathInside(path, root) ?? path.split(/[\\/]/).at(-1);
  return safeText(inside === undefined || inside === '' ? noFile : inside);
}

/** For a format that asks for a file where there is none. */
const noFile = 'heap';
