import { isRecord } from '../base/json-values.ts';
import { textOf, textsOf, type Sentence } from '../base/sentence.ts';
import { labelOf, leftOut, withoutKeys } from '../paths/hold-sentences.ts';
import { describeStep, type PathStep } from '../paths/retaining-path.ts';
import type { CheckReport, ComparisonReport, SummaryReport } from './report.ts';

/** The reports that can leave the house as a page. */
export type DrawnReport = ComparisonReport | SummaryReport | CheckReport;

/**
 * The report without what is a program's data: the text of strings, the keys of Maps, and what V8 puts of them into the names of
 * a WeakMap's references. Names of constructors, functions, variables, properties and events stay.
 *
 * It goes through all that is there, by what it looks like and not by where it stands: a report that was saved by another version
 * may have more in it. Time O(what is in it); recursion as deep as the report.
 */
export function leaveOutStrings<Kind extends DrawnReport>(report: Kind): Kind {
  return { ...(withoutStrings(report) as Kind), privacy: { strings: 'left-out' } };
}

/** The same of any answer about a heap, which is no report. */
export function leaveOutTexts<Value>(answer: Value): Value {
  return withoutStrings(answer) as Value;
}

function withoutStrings(value: unknown): unknown {
  if (typeof value === 'string') return pairOfWeakMap.test(value) ? leftOut : value;
  if (Array.isArray(value)) return value.map(withoutStrings);
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = { __proto__: null };
  for (const [field, own] of Object.entries(value)) {
    if (field === 'url' && typeof own === 'string') copy[field] = withoutSource(own);
    else if (!(field === 'text' && isObject(value))) copy[field] = withoutStrings(own);
  }
  retell(copy);
  if (isStep(copy)) return withoutKey(copy as unknown as PathStep);
  if (copy['form'] === 'map entry' && 'label' in copy) {
    copy['label'] = textOf(labelOf({ form: 'map entry', detail: leftOut }));
  }
  return copy;
}

/** One of a list, which of a string has its beginning. */
function isObject(value: Readonly<Record<string, unknown>>): boolean {
  return 'nodeId' in value && 'retainedSize' in value;
}

/** A sentence stands twice: in parts, and as text of the same name without "Parts". */
function retell(copy: Record<string, unknown>): void {
  for (const [field, own] of Object.entries(copy)) {
    if (!field.endsWith('Parts') || !Array.isArray(own)) continue;
    const text = field.slice(0, -'Parts'.length);
    if (own.some((item) => Array.isArray(item))) {
      const sentences = (own as Sentence[]).map(withoutKeys);
      copy[field] = sentences;
      copy[text] = textsOf(sentences);
    } else if (typeof copy[text] === 'string') {
      const told = withoutKeys(own as Sentence);
      copy[field] = told;
      copy[text] = textOf(told);
    }
  }
}

function isStep(value: Readonly<Record<string, unknown>>): boolean {
  return typeof value['form'] === 'string' && typeof value['edgeName'] === 'string' && 'holder' in value;
}

function withoutKey(step: PathStep): PathStep {
  if (step.form !== 'map entry' || step.detail === undefined) return step;
  const told = { ...step, detail: leftOut };
  return { ...told, label: textOf(labelOf(told)), text: textOf(describeStep(told)) };
}

/** V8 names such a reference by its key and its value, which may be a string: in a path, a label, a detail, a sentence. */
const pairOfWeakMap = /\bpart of key \(/;

/** A script of a data: URL is its own source. */
function withoutSource(url: string): string {
  return /^data:/i.test(url) ? `data:${leftOut}` : url;
}
