import type {
  Invocation,
  Log,
  Notification,
  PhysicalLocation,
  ReportingDescriptor,
  Result,
  ThreadFlowLocation,
  VersionControlDetails,
} from 'sarif';
import { ignoredLeakTexts } from '../check-parts.ts';
import { findingsOf } from './check-findings.ts';
import type { Finding, FindingRule, SourcePlace } from './check-findings.ts';
import { judgedFile } from './check-gitlab.ts';
import type { CheckReport } from '../check-report.ts';
import type { CheckedRevision, CheckStyle } from './check-reporters.ts';
import { jsonText } from '../json.ts';
import { fitText, safeText } from '../safe-text.ts';
import { unjudgedTitle, unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';

/**
 * For code scanning: SARIF 2.1.0, a result for each failure.
 *
 * @param root the repository's folder; what is below it is named from there
 */
export function checkSarif(
  report: CheckReport | UnjudgedReport,
  { root, revision }: Pick<CheckStyle, 'root' | 'revision'>,
): string {
  const findings = report.kind === 'check' ? findingsOf(report, root) : [];
  const snapshotFile = report.kind === 'check' ? judgedFile(report, root) : '';
  const rules = new Map(findings.map(({ rule }) => [rule.id, rule]));
  const ruleIds = [...rules.keys()];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'snapdiff',
            version: report.toolVersion,
            semanticVersion: report.toolVersion,
            informationUri: `pkg:npm/heap-snapdiff@${report.toolVersion}`,
            rules: Array.from(rules.values(), descriptor),
          },
        },
        ...(revision && { versionControlProvenance: [provenance(revision)] }),
        invocations: [invocationOf(report)],
        results: findings.map((finding) => resultOf(finding, snapshotFile, ruleIds)),
        columnKind: 'utf16CodeUnits',
      },
    ],
  };
  return jsonText(log);
}

/** How the run went: a log without results is of a check that passed, or of one that could not be judged. */
function invocationOf(report: CheckReport | UnjudgedReport): Invocation {
  const isJudged = report.kind === 'check';
  const texts = isJudged ? report.warnings : [`${unjudgedTitle}: ${unjudgedText(report)}`];
  const known = isJudged ? ignoredLeakTexts(report).map((text) => `Known leak, ignored: ${text}`) : [];
  const notificationOf = (text: string, level: Notification.level): Notification => ({
    level,
    message: { text: plain(safeText(text)) },
  });
  return {
    executionSuccessful: isJudged,
    ...(!isJudged && { exitCode: 2 }),
    ...(texts.length + known.length > 0 && {
      toolExecutionNotifications: [
        ...texts.map((text) => notificationOf(text, isJudged ? 'warning' : 'error')),
        ...known.map((text) => notificationOf(text, 'note')),
      ],
    }),
  };
}

/** What the paths are relative to. A branch may be called anything. */
function provenance({ uri, commit, branch }: CheckedRevision): VersionControlDetails {
  return {
    repositoryUri: uri,
    ...(commit !== undefined && { revisionId: safeText(commit) }),
    ...(branch !== undefined && { branch: safeText(branch) }),
    mappedTo: { uriBaseId: '%SRCROOT%' },
  };
}

function descriptor({ id, words, remedy }: FindingRule): ReportingDescriptor {
  const sentence = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
  return {
    id,
    shortDescription: { text: sentence },
    fullDescription: { text: `${sentence} ${remedy}` },
    help: { text: remedy },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['memory', 'leak'] },
  };
}

function resultOf(
  { failure, suspect, rule, message, details, place, steps, fingerprint }: Finding,
  snapshotFile: string,
  ruleIds: readonly string[],
): Result {
  const { className, confidence } = failure;
  // Code scanning refuses a place that is no file, so a step without one is in the message only.
  const flow = steps.flatMap((step): ThreadFlowLocation[] =>
    step.place
      ? [{ location: { physicalLocation: physical(step.place), message: { text: plain(step.text) } } }]
      : [],
  );
  return {
    ruleId: rule.id,
    ruleIndex: ruleIds.indexOf(rule.id),
    level: 'error',
    message: { text: plain([message, ...details].join('\n')) },
    locations: [
      {
        physicalLocation: physical(place ?? { path: snapshotFile, line: 1, column: 1 }),
        ...(className !== null && {
          logicalLocations: [{ name: fitText(className, maxNameLength), kind: 'type' }],
        }),
      },
    ],
    ...(flow.length > 0 && { codeFlows: [{ threadFlows: [{ locations: flow }] }] }),
    partialFingerprints: { 'snapdiff/v1': fingerprint },
    properties: {
      kind: failure.kind,
      ...(confidence !== null && { confidence }),
      ...(suspect && { retainedGrowth: suspect.retainedGrowth }),
    },
  };
}

const maxNameLength = 200;

function physical({ path, line, column }: SourcePlace): PhysicalLocation {
  return { artifactLocation: artifact(path), region: { startLine: line, startColumn: column } };
}

/** A reference relative to the repository, as code scanning asks for. */
function artifact(path: string): PhysicalLocation['artifactLocation'] {
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** Safe text in which "[text](link)" makes no link, and "{0}" asks for no argument. */
function plain(safe: string): string {
  return safe.replaceAll('](', ']\\x28').replace(/\{(?=\d+\})/g, '\\x7b');
}
