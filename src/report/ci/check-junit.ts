import { DOMImplementation, XMLSerializer } from '@xmldom/xmldom';
import type { Document, Element } from '@xmldom/xmldom';
import type { Suspect } from '../../compare/suspects.ts';
import { formatBytesDelta } from '../../base/units.ts';
import { failureOf, findingsOf, maxMessageLength } from './check-findings.ts';
import type { Finding } from './check-findings.ts';
import type { BudgetResult, CheckFailure, CheckReport } from '../check-report.ts';
import { fitText, safeText } from '../safe-text.ts';
import { unjudgedText, type UnjudgedReport } from '../unjudged-report.ts';

/**
 * For Jenkins, GitLab and whatever else reads JUnit's XML: a test for each budget and each suspect, so
 * that their history is kept by name; one with an error if nothing could be judged. Valid against the schema of Jenkins' xUnit plug-in.
 */
export function checkJunit(
  report: CheckReport | UnjudgedReport,
  { root }: { readonly root: string },
): string {
  const isJudged = report.kind === 'check';
  const cases = isJudged ? casesOf(report, findingsOf(report, root)) : [];
  const failures = `${cases.filter(({ finding }) => finding).length}`;
  const tests = `${isJudged ? cases.length : 1}`;
  const counts = { name: 'snapdiff check', tests, failures, errors: isJudged ? '0' : '1' };

  const document = new DOMImplementation().createDocument(null, 'testsuites', null);
  const add = (parent: Element, name: string, attributes: Attributes, text?: string): Element =>
    append(document, parent, name, attributes, text);
  const all = document.documentElement as Element;
  for (const [name, value] of Object.entries(counts)) all.setAttribute(name, value);
  const suite = add(all, 'testsuite', { ...counts, skipped: '0' });
  if (!isJudged) {
    const test = add(suite, 'testcase', { classname: 'snapdiff.check', name: 'The check can be judged' });
    const text = unjudgedText(report);
    add(test, 'error', { type: 'not-judged', message: fitText(text, maxMessageLength) }, safeText(text));
    return textOf(document);
  }
  const properties = add(suite, 'properties', {});
  for (const [name, value] of propertiesOf(report)) add(properties, 'property', { name, value });
  for (const { group, name, finding, output } of cases) {
    const test = add(suite, 'testcase', { classname: `snapdiff.${group}`, name });
    if (finding) {
      const { failure, message, details } = finding;
      const lines = [message, ...details].map((line) => `${line}\n`);
      add(test, 'failure', { type: failure.kind, message }, lines.join(''));
    } else if (output !== '') add(test, 'system-out', {}, output);
  }
  add(suite, 'system-out', {}, outputOf(report));
  return textOf(document);
}

function textOf(document: Document): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}

interface TestCase {
  readonly group: 'budgets' | 'suspects' | 'growth' | 'verdict';
  /** Without a number that may be another in the next run. */
  readonly name: string;
  /** Why it fails. */
  readonly finding: Finding | undefined;
  /** What there is to say of one that passes. */
  readonly output: string;
}

/** Every budget and every suspect, whether they fail or not, then failures that are neither; never nothing. */
function casesOf(report: CheckReport, findings: readonly Finding[]): TestCase[] {
  const findingOf = (failure: CheckFailure | undefined): Finding | undefined =>
    findings.find((finding) => finding.failure === failure);
  const cases: TestCase[] = [
    ...report.budgets.map((budget) => ({
      group: 'budgets' as const,
      name: budgetName(budget),
      finding: findingOf(report.failures.find((failure) => isOfBudget(failure, budget))),
      output: '',
    })),
    ...report.suspects.map((suspect) => ({
      group: 'suspects' as const,
      name: suspectName(suspect),
      finding: findingOf(failureOf(report, suspect)),
      output: suspect.evidence.map((fact) => `${safeText(fact)}\n`).join(''),
    })),
  ];
  const told = new Set(cases.map(({ finding }) => finding));
  for (const finding of findings) {
    if (told.has(finding)) continue;
    const { kind } = finding.failure;
    const group = kind === 'growth' ? 'growth' : kind === 'budget' ? 'budgets' : 'suspects';
    cases.push({ group, name: finding.title, finding, output: '' });
  }
  if (report.suspects.length === 0 && !findings.some(({ failure }) => failure.kind !== 'budget')) {
    cases.push({ group: 'verdict', name: 'No leak is suspected', finding: undefined, output: '' });
  }
  return cases;
}

function isOfBudget({ kind, budget }: CheckFailure, wanted: BudgetResult): boolean {
  return (
    kind === 'budget' &&
    budget !== null &&
    budget.key === wanted.key &&
    budget.className === wanted.className &&
    budget.measure === wanted.measure
  );
}

const maxNameLength = 200;

/** "budgets.Connection.count", "budgets./^Socket/.retained of Socket". */
function budgetName({ key, className }: BudgetResult): string {
  const isNamed = className === null || key.includes(className);
  return fitText(isNamed ? key : `${key} of ${className}`, maxNameLength);
}

/** "Connection held by .connections Registry", "Connection held by variable list Array › [#] Array". */
function suspectName({ className, holder }: Suspect): string {
  const name = className.trim() === '' ? `"${className}"` : className;
  const edge = holder.edge.replaceAll(/\[\d+\]/g, '[#]');
  return fitText(`${name} held by ${`${edge} ${holder.className}`.trim()}`, maxNameLength);
}

function propertiesOf({ mode, matchedBy, verdict, growth, snapshots }: CheckReport): [string, string][] {
  return [
    ['mode', mode],
    ['matchedBy', matchedBy],
    ['verdict', verdict?.result ?? 'none'],
    ['growth', formatBytesDelta(growth.bytes)],
    ...snapshots.flatMap(({ path }, index): [string, string][] =>
      path === null ? [] : [[`snapshot.${index}`, safeText(path)]],
    ),
  ];
}

function outputOf({ rule, verdict, warnings }: CheckReport): string {
  return [
    rule,
    ...(verdict ? [`${verdict.result}: ${verdict.reason}`] : []),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ]
    .map((line) => `${safeText(line)}\n`)
    .join('');
}

type Attributes = Readonly<Record<string, string>>;

/** Adds an element on a line of its own. The serializer escapes; the texts hold no control by now. */
function append(
  document: Document,
  parent: Element,
  name: string,
  attributes: Attributes,
  text?: string,
): Element {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.appendChild(document.createTextNode(text));
  parent.appendChild(document.createTextNode('\n'));
  parent.appendChild(element);
  return element;
}
