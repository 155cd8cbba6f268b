import type { CheckReport, CheckReporterName } from '../check-report.ts';
import type { UnjudgedReport } from '../unjudged-report.ts';
import type { ReportStyle } from '../report.ts';

/** What a reporter of checks is told of the outside world. */
export interface CheckStyle extends ReportStyle {
  /** The repository's folder, absolute: what is below it is named from there. */
  readonly root: string;
  /** What is checked out there, where it is known. */
  readonly revision?: CheckedRevision;
  /** The page that `html` puts a check into; no other needs it. */
  readonly template?: string;
}

/** A commit of a repository. */
export interface CheckedRevision {
  /** Of the repository, absolute. */
  readonly uri: string;
  readonly commit?: string;
  readonly branch?: string;
}

/**
 * Turns a check into text that ends in a newline, also one that could not be judged. Pure: no clock, no terminal, no file,
 * no environment.
 */
type CheckReporter = (report: CheckReport | UnjudgedReport, style: CheckStyle) => string;

/** Each is loaded when it is asked for. To add one: check-<name>.ts beside this, and its name in check-report.ts. */
const reporters: Readonly<Record<CheckReporterName, () => Promise<CheckReporter>>> = {
  table: async () => (await import('../terminal/table.ts')).table,
  brief: async () => (await import('../brief/brief.ts')).brief,
  markdown: async () => (await import('../markdown/markdown.ts')).markdown,
  json: async () => (await import('../json.ts')).json,
  junit: async () => (await import('./check-junit.ts')).checkJunit,
  github: async () => (await import('./check-github.ts')).checkGithub,
  gitlab: async () => (await import('./check-gitlab.ts')).checkGitlab,
  sarif: async () => (await import('./check-sarif.ts')).checkSarif,
  html: async () => (await import('../html/check-page.ts')).checkPage,
};

const plainStyle: CheckStyle = { color: false, width: Infinity, root: '' };

/** Writes a check as text that ends in a newline. */
export async function renderCheck(
  report: CheckReport | UnjudgedReport,
  name: CheckReporterName,
  style: Partial<CheckStyle> = {},
): Promise<string> {
  return (await loadCheckReporter(name))(report, style);
}

/** For who has no time to load anything when it has a result. */
export async function loadCheckReporter(
  name: CheckReporterName,
): Promise<(report: CheckReport | UnjudgedReport, style: Partial<CheckStyle>) => string> {
  const reporter = await reporters[name]();
  return (report, style) => reporter(report, { ...plainStyle, ...style });
}
