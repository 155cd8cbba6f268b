import { misfit, parseAmount, type Amount } from './amount.ts';
import { budgetMeasures, type BudgetMeasure } from './check-result.ts';
import { ConfigPlace, describeValue } from './config-place.ts';
import {
  fingerprintPrefix,
  readKnownLeak,
  readKnownLeaks,
  type KnownLeak,
  type KnownLeakConfig,
} from './known-leaks.ts';
import { parseNamePattern, type NamePattern } from './name-pattern.ts';
import { nearestName } from './nearest-name.ts';

// The tags are for the schema, which says what `readSettings` takes; a test holds both against the same configs.

/**
 * @asType integer
 * @minimum 0
 * @maximum 9007199254740991
 */
type WholeNumber = number;
/** @minimum 0 */
type ByteNumber = number;
/** @pattern ^\s*\+?\s*(\d+|\d{1,3}(,\d{3})+)((\.\d+)?\s*%|(\.0+)?)\s*$ */
type CountText = string;
/** @pattern ^\s*\+?\s*(\d+|\d{1,3}(,\d{3})+)(\.\d+)?\s*(%|[bB]|[kKmMgGtT][iI]?[bB])?\s*$ */
type SizeText = string;
/** @minLength 1 */
type Name = string;
/** @pattern ^[0-9a-f]{16}$ */
type FingerprintText = string;

/** A growth allowed, of objects: 0, 10, "+5%". */
export type CountAmount = WholeNumber | CountText;
/** A growth allowed, in bytes: 10000, "+5%", "+10 MB", "1.5 kB", "1 MiB". */
export type SizeAmount = ByteNumber | SizeText;

/**
 * Growth allowed to a constructor.
 *
 * @minProperties 1
 */
export interface ClassBudget {
  /** Objects: 0 allows none more. */
  readonly count?: CountAmount;
  /** Their own bytes. */
  readonly self?: SizeAmount;
  /** Bytes that would be freed with all of them. */
  readonly retained?: SizeAmount;
}

/**
 * Growth allowed to the whole heap.
 *
 * @minProperties 1
 */
export interface TotalBudget {
  readonly retained?: SizeAmount;
  /** Nodes of the graph. */
  readonly count?: CountAmount;
}

/**
 * For the compiler, which wants `total` to be one of the others, and to be left out where optional properties may be undefined.
 *
 * @hidden
 */
type TotalAmount = SizeAmount | undefined;

/** Growth allowed, by constructor, or /expression/ for each that matches. */
export interface CheckBudgets {
  /** The whole heap: an amount alone is of bytes. A constructor of that name is "/^total$/". */
  readonly total?: SizeAmount | TotalBudget;
  readonly [name: string]: ClassBudget | TotalAmount;
}

/** What `snapdiff.config.json`, or "snapdiff" in package.json, can hold. */
export interface CheckConfig {
  /** For editors: heap-snapdiff/schema/config.schema.json. */
  readonly $schema?: string;
  readonly budgets?: CheckBudgets;
  /** Default: both. "budget" turns off what fails without budgets, "suspects" the budgets. */
  readonly failOn?: FailOn;
  /** Constructors, by name or /expression/, that fail no check. "fingerprint:0123456789abcdef" is a suspect's. */
  readonly ignore?: readonly Name[];
  /** Leaks that fail no check until they are mended, or until a day. */
  readonly knownLeaks?: readonly (FingerprintText | KnownLeakConfig)[];
  /**
   * The confidence, 0 to 1, from which on a suspect fails the check.
   *
   * @minimum 0
   * @maximum 1
   */
  readonly minConfidence?: number;
}

export const failOnValues = ['suspects', 'budget', 'both'] as const;
export type FailOn = (typeof failOnValues)[number];

/** A config that was checked and understood. */
export interface CheckSettings {
  readonly budgets: readonly Budget[];
  readonly failOn: FailOn | undefined;
  readonly ignore: readonly NamePattern[];
  /** Where that list stands, for messages: "snapdiff.config.json: ignore", "--ignore". */
  readonly ignoreSource: string;
  readonly knownLeaks: readonly KnownLeak[];
  readonly minConfidence: number | undefined;
}

/** One limit. */
export interface Budget {
  /** "budgets.Connection.count" */
  readonly key: string;
  /** The file or the option it comes from. */
  readonly source: string;
  /** null: the whole heap. */
  readonly target: NamePattern | null;
  readonly measure: BudgetMeasure;
  readonly amount: Amount;
}

export const noSettings: CheckSettings = {
  budgets: [],
  failOn: undefined,
  ignore: [],
  ignoreSource: '',
  knownLeaks: [],
  minConfidence: undefined,
};

export const configNames: Readonly<Record<keyof CheckConfig, true>> = {
  $schema: true,
  budgets: true,
  failOn: true,
  ignore: true,
  knownLeaks: true,
  minConfidence: true,
};
const totalMeasures: readonly BudgetMeasure[] = ['retained', 'count'];

/**
 * Checks a config, every key of it.
 *
 * @param source the file, for messages
 * @throws SnapdiffError that names the key and says what to write
 */
export function readSettings(config: unknown, source: string): CheckSettings {
  const at = new ConfigPlace(source, '');
  const keys = at.object(config, 'write { "budgets": { … } }', Object.keys(configNames));
  const budgets = keys['budgets'];
  const schema = keys['$schema'];
  const ignore = readIgnore(keys['ignore'], at.of('ignore'));
  if (schema !== undefined && typeof schema !== 'string') {
    throw at
      .of('$schema')
      .fault(`${describeValue(schema)} is not a path`, 'write the path of config.schema.json');
  }
  return {
    budgets: budgets === undefined ? [] : readBudgets(budgets, at.of('budgets')),
    failOn: readFailOn(keys['failOn'], at.of('failOn')),
    ignore: ignore.patterns,
    ignoreSource: `${source}: ignore`,
    knownLeaks: [...ignore.knownLeaks, ...readKnownLeaks(keys['knownLeaks'], at.of('knownLeaks'))],
    minConfidence: readConfidence(keys['minConfidence'], at.of('minConfidence')),
  };
}

function readBudgets(value: unknown, at: ConfigPlace): Budget[] {
  const entries = Object.entries(at.object(value, 'write { "total": "+5%", "Connection": { "count": 0 } }'));
  return entries.flatMap(([name, budget]) =>
    name === 'total' ? readTotal(budget, at.of(name)) : readClass(name, budget, at.of(name)),
  );
}

function readTotal(value: unknown, at: ConfigPlace): Budget[] {
  if (typeof value !== 'object' || value === null) {
    const amount = checkAmount(value, 'retained', at);
    return [{ key: at.key, source: at.source, target: null, measure: 'retained', amount }];
  }
  return readMeasures(value, totalMeasures, null, at);
}

function readClass(name: string, value: unknown, at: ConfigPlace): Budget[] {
  return readMeasures(value, budgetMeasures, readPattern(name, at), at);
}

function readMeasures(
  value: unknown,
  measures: readonly BudgetMeasure[],
  target: NamePattern | null,
  at: ConfigPlace,
): Budget[] {
  const example = target === null ? '"+5%" or { "retained": "+10 MB" }' : '{ "count": 0 }';
  const keys = at.object(value, `write ${example}`, measures);
  const budgets = measures.flatMap((measure): Budget[] => {
    if (keys[measure] === undefined) return [];
    const { key, source } = at.of(measure);
    return [{ key, source, target, measure, amount: checkAmount(keys[measure], measure, at.of(measure)) }];
  });
  if (budgets.length === 0) throw at.fault('it limits nothing', `write ${example}`);
  return budgets;
}

function checkAmount(value: unknown, measure: BudgetMeasure, at: ConfigPlace): Amount {
  const amount = parseAmount(value);
  const advice = misfit(amount, measure);
  if (amount && advice === undefined) return amount;
  throw at.fault(`${describeValue(value)} is not a growth of ${nounOf[measure]}`, advice ?? '');
}

const nounOf: Readonly<Record<BudgetMeasure, string>> = {
  count: 'a count',
  self: 'a size',
  retained: 'a size',
};

function readPattern(text: string, at: ConfigPlace): NamePattern {
  try {
    return parseNamePattern(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw at.fault(problem, 'what stands between slashes is a regular expression');
  }
}

function readFailOn(value: unknown, at: ConfigPlace): FailOn | undefined {
  if (value === undefined) return undefined;
  const found = failOnValues.find((known) => known === value);
  if (found === undefined) {
    throw at.fault(`${describeValue(value)} is not known`, 'write "suspects", "budget" or "both"');
  }
  return found;
}

/** What fails no check: constructors, and suspects by their fingerprint. */
interface Ignored {
  readonly patterns: readonly NamePattern[];
  readonly knownLeaks: readonly KnownLeak[];
}

function readIgnore(value: unknown, at: ConfigPlace): Ignored {
  if (value === undefined) return { patterns: [], knownLeaks: [] };
  if (!Array.isArray(value)) {
    throw at.fault(`${describeValue(value)} is not a list`, 'write ["Module", "/^Test/"]');
  }
  return partIgnored(
    value.map((text: unknown, index) => {
      if (typeof text !== 'string' || text === '') {
        throw at.at(index).fault(`${describeValue(text)} is not a name`, 'write "Module" or "/^Test/"');
      }
      return { text, at: at.at(index) };
    }),
  );
}

function partIgnored(entries: readonly { readonly text: string; readonly at: ConfigPlace }[]): Ignored {
  const isKnown = ({ text }: { readonly text: string }): boolean => text.startsWith(fingerprintPrefix);
  return {
    patterns: entries.filter((entry) => !isKnown(entry)).map(({ text, at }) => readPattern(text, at)),
    knownLeaks: entries
      .filter(isKnown)
      .map(({ text, at }) => readKnownLeak(text.slice(fingerprintPrefix.length), at)),
  };
}

function readConfidence(value: unknown, at: ConfigPlace): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw at.fault(`${describeValue(value)} is not a confidence`, 'write a number from 0 to 1, as 0.75');
  }
  return value;
}

/** The options of the command line that say what a config says. */
export interface CheckFlags {
  /** "Connection.count=0", "/^Socket/.retained=+1 MB" */
  readonly budgets?: readonly string[];
  readonly total?: string;
  readonly failOn?: FailOn;
  readonly ignore?: readonly string[];
  /** "0.75" */
  readonly minConfidence?: string;
}

/**
 * Lays the options of the command line over a config: a budget over the one of its key, the others over
 * the whole key.
 *
 * @throws SnapdiffError that names the option
 */
export function overrideSettings(settings: CheckSettings, flags: CheckFlags): CheckSettings {
  const { budgets = [], total, failOn, ignore = [], minConfidence } = flags;
  const given = budgets.map(readBudgetFlag);
  if (total !== undefined) given.push(...readTotalFlag(total));
  const keys = new Set(given.map(({ key }) => key));
  const isTotal = (key: string): boolean => key === 'budgets.total' || key === 'budgets.total.retained';
  const hasTotal = given.some(({ key }) => isTotal(key));
  const ignored = partIgnored(ignore.map((text) => ({ text, at: placeOfIgnored(text) })));
  // A fingerprint is one more beside what the config ignores; names are instead of its names.
  const hasNames = ignored.patterns.length > 0;
  const kept = settings.budgets.filter(({ key }) => !keys.has(key) && !(hasTotal && isTotal(key)));
  return {
    // Of an option given twice the last counts.
    budgets: [...kept, ...new Map(given.map((budget) => [budget.key, budget])).values()],
    failOn: failOn ?? settings.failOn,
    ignore: hasNames ? ignored.patterns : settings.ignore,
    ignoreSource: hasNames ? '--ignore' : settings.ignoreSource,
    knownLeaks: [...ignored.knownLeaks, ...settings.knownLeaks],
    minConfidence: minConfidence === undefined ? settings.minConfidence : readConfidenceFlag(minConfidence),
  };
}

/** What is no number stays as written, for the message. */
function readConfidenceFlag(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return readConfidence(Number.isNaN(number) ? text : number, new ConfigPlace('--min-confidence', ''));
}

function placeOfIgnored(text: string): ConfigPlace {
  const at = new ConfigPlace(`--ignore ${text}`, '');
  if (text === '') throw at.fault('the name is empty', 'write --ignore Module or --ignore /^Test/');
  return at;
}

function readTotalFlag(text: string): Budget[] {
  const at = new ConfigPlace('--total', '');
  const amount = checkAmount(text, 'retained', at);
  return [{ key: 'budgets.total', source: '--total', target: null, measure: 'retained', amount }];
}

/** The name may hold dots and equals signs itself: the last ones count. */
function readBudgetFlag(text: string): Budget {
  const at = new ConfigPlace(`--budget ${text}`, '');
  const [, name = '', measureText = '', amountText = ''] = /^(.+)\.([^.=]+)=([^=]*)$/s.exec(text) ?? [];
  const measure = budgetMeasures.find((known) => known === measureText);
  if (name === '' || measure === undefined) {
    const near = nearestName(budgetMeasures, measureText);
    throw at.fault(
      measureText === '' ? 'is not a budget' : `there is no measure ${measureText}`,
      near === undefined ? 'write --budget Connection.count=0, or .self= or .retained=' : `write .${near}=`,
    );
  }
  const amount = checkAmount(amountText, measure, at);
  const key = `budgets.${name}.${measure}`;
  if (name !== 'total') return { key, source: '--budget', target: readPattern(name, at), measure, amount };
  if (!totalMeasures.includes(measure)) {
    throw at.fault('the heap has no self size', 'write total.retained= or --total');
  }
  return { key, source: '--budget', target: null, measure, amount };
}
