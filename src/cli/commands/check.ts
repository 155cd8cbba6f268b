import process from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import { failOnValues, overrideSettings, type CheckFlags, type FailOn } from '../../check/settings.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ParserName } from '../../files/read-file.ts';
import { checkReporterNames, makeCheckReport } from '../../report/check-report.ts';
import { toolVersion } from '../../base/tool-version.ts';
import { readCheckConfig } from '../check-config.ts';
import { chooseOutputs, writeCheck } from '../check-outputs.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { withProgressBar } from '../progress-bar.ts';
import { addScenarioOptions, checkNoScenarioOptions, judgeScenario } from './check-scenario.ts';
import type { ScenarioArguments } from './check-scenario.ts';
import { checkCount, lastOf, readMapping, sourceMapOption } from './report-options.ts';
import type { SourceMapArguments } from './report-options.ts';

export interface CheckArguments extends SourceMapArguments, ScenarioArguments {
  readonly files: readonly string[] | undefined;
  readonly config: string | undefined;
  readonly budget: readonly string[] | undefined;
  readonly total: string | undefined;
  readonly 'fail-on': FailOn | undefined;
  readonly ignore: readonly string[] | undefined;
  readonly 'min-confidence': string | undefined;
  readonly reporter: readonly string[] | undefined;
  readonly json: boolean | undefined;
  readonly top: number | undefined;
  readonly color: boolean | undefined;
  readonly parser: ParserName | undefined;
}

const examples = `Examples:
  snapdiff check before.heapsnapshot after.heapsnapshot
      fails if something leaks for sure
  snapdiff check before.heapsnapshot after.heapsnapshot --budget Connection.count=0 --total +5%
      or if there are more connections, or 5 % more in all
  snapdiff check leak-baseline.json build.heapsnapshot --reporter table --reporter json=leaks.json
      a build against the file that "snapdiff baseline" made
  snapdiff check --scenario leak.mjs
      runs what the module exports again and again, and fails if something stays each time

Budgets are growth: 0, 10, "+5%", "+10 MB". They stand in snapdiff.config.json, .mjs, .ts or
under "snapdiff" in package.json; docs/ci.md has every key. Options stand above the config:
--budget and --total replace the budget of their key, --fail-on, --ignore and --min-confidence
the whole key. Exit codes: 0 passed, 1 failed, 2 could not be judged.`;

/** After which a build fails. 2 is "could not do it", as everywhere. */
const exitFailed = 1;

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check [files..]',
  describe: 'Fail (exit code 1) if memory leaks between snapshots, or a budget is exceeded',
  builder: (yargs: Argv): Argv<CheckArguments> =>
    addScenarioOptions(yargs)
      .positional('files', {
        type: 'string',
        array: true,
        coerce: (names: readonly string[] | undefined) => names?.map(unshield),
        describe: 'Two snapshots, a series of one process, or a baseline file and a snapshot',
      })
      .option('config', {
        type: 'string',
        coerce: lastText,
        requiresArg: true,
        describe: 'Config to read [default: the nearest snapdiff.config.* or package.json]',
      })
      .option('budget', {
        type: 'string',
        coerce: everyText,
        requiresArg: true,
        describe:
          'Growth allowed to a constructor: Connection.count=0, "/^Socket/.retained=+1 MB"; repeatable',
      })
      .option('total', {
        type: 'string',
        coerce: lastText,
        requiresArg: true,
        describe: 'Growth allowed to the heap: +5%, "+10 MB"',
      })
      .option('fail-on', {
        choices: failOnValues,
        coerce: lastOf<FailOn>,
        requiresArg: true,
        describe: 'What fails the check [default: both if there are budgets, else suspects]',
      })
      .option('ignore', {
        type: 'string',
        coerce: everyText,
        requiresArg: true,
        describe: 'Constructor, or /expression/, that fails no check; repeatable',
      })
      .option('min-confidence', {
        type: 'string',
        coerce: lastText,
        requiresArg: true,
        describe: 'From 0 to 1: how sure a suspect has to be to fail the check [default: 0.75]',
      })
      .option('reporter', {
        type: 'string',
        coerce: everyText,
        requiresArg: true,
        describe: `Form of the result, =file writes it to one; repeatable: ${checkReporterNames.join(', ')} [default: table]`,
      })
      .option('json', { type: 'boolean', describe: 'The same as --reporter json' })
      .option('top', {
        type: 'string',
        coerce: (text: string | string[]) => (lastOf(text).trim() === '' ? Number.NaN : Number(lastOf(text))),
        requiresArg: true,
        describe: 'Grown constructors to list; 0 lists all [default: 10 in a table]',
      })
      .option('color', { type: 'boolean', describe: 'Colour, or --no-color [default: on a terminal]' })
      .option('parser', {
        choices: ['snapdiff', 'heapsnapshot-parser'] as const,
        coerce: lastOf<ParserName>,
        requiresArg: true,
        describe: 'What reads the files [default: snapdiff]',
      })
      .option('source-maps', sourceMapOption)
      .epilogue(examples),
  handler: async ({ files = [], config, reporter = [], json, top, color, parser, ...rest }) => {
    const outputs = chooseOutputs(json === true ? [...reporter, 'json'] : reporter);
    if (top !== undefined) checkCount('top', top);
    const { scenario } = rest;
    if (scenario === undefined) checkNoScenarioOptions(rest);
    else if (files.length > 0) {
      throw new SnapdiffError(`${files[0]}: a scenario takes its snapshots itself`, {
        hint: 'Give either snapshots or --scenario.',
      });
    }
    if (scenario === undefined && files.length < 2) {
      throw new SnapdiffError(`expected two snapshots, or a baseline file and one, got ${files.length}`, {
        hint: 'snapdiff check <baseline> <current>; "snapdiff check --help" has examples.',
      });
    }
    checkFileNames(...files);
    const settings = overrideSettings(await readCheckConfig(config), flagsOf(rest));
    const mapping = await readMapping(rest['source-maps']);
    const { checkBySettings } = await import('../../files/check-files.ts');
    const judgement = await withProgressBar((onProgress) => {
      const options = { ...(parser && { parser }), onProgress, freeMemory, ...mapping };
      return scenario === undefined
        ? checkBySettings(files, settings, options)
        : judgeScenario(scenario, settings, rest, options);
    });
    if (judgement === undefined) return;
    await writeCheck(makeCheckReport(judgement, toolVersion()), outputs, color, top);
    process.exitCode = judgement.passed ? 0 : exitFailed;
  },
};

function flagsOf(
  given: Pick<CheckArguments, 'budget' | 'total' | 'fail-on' | 'ignore' | 'min-confidence'>,
): CheckFlags {
  const { budget: budgets, total, ignore } = given;
  const [failOn, minConfidence] = [given['fail-on'], given['min-confidence']];
  return {
    ...(budgets && { budgets }),
    ...(total !== undefined && { total }),
    ...(failOn && { failOn }),
    ...(ignore && { ignore }),
    ...(minConfidence !== undefined && { minConfidence }),
  };
}

function lastText(text: string | string[]): string {
  return unshield(lastOf(text));
}

/** Not an array option of yargs, which would take the files behind it too. */
function everyText(texts: string | readonly string[]): readonly string[] {
  return (typeof texts === 'string' ? [texts] : texts).map(unshield);
}
