import process from 'node:process';
import type { Argv, CommandModule } from 'yargs';
import { failOnValues, overrideSettings, type CheckFlags, type FailOn } from '../../check/settings.ts';
import { SnapdiffError } from '../../base/errors.ts';
import type { ParserName } from '../../files/read-file.ts';
import { checkReporterNames, makeCheckReport } from '../../report/check-report.ts';
import { toolVersion } from '../../base/tool-version.ts';
import { readCheckConfig } from '../check-config.ts';
import { chooseCheckOutputs, writeCheck } from '../check-outputs.ts';
import { checkFileNames, unshield } from '../file-arguments.ts';
import { freeMemory } from '../free-memory.ts';
import { lastOf, manyTexts, oneCount, oneText } from '../option-texts.ts';
import { preparePage } from '../page-output.ts';
import { withProgressBar } from '../progress-bar.ts';
import { keepInputs } from '../report-outputs.ts';
import { prepareUnjudged } from '../unjudged-outputs.ts';
import {
  addScenarioOptions,
  judgeScenario,
  refuseScenarioOptions,
  runOptionNames,
} from './check-scenario.ts';
import type { ScenarioArguments } from './check-scenario.ts';
import {
  checkCount,
  colorOption,
  formatOption,
  fileGroup,
  jobsOption,
  jsonOption,
  foldOption,
  parserOption,
  readingOptions,
  readMapping,
  sourceMapOption,
} from './report-options.ts';
import type { JobsArguments, SourceMapArguments } from './report-options.ts';
import { writeBaseline } from './write-baseline.ts';

export interface CheckArguments extends SourceMapArguments, ScenarioArguments, JobsArguments {
  readonly files: readonly string[] | undefined;
  readonly config: string | undefined;
  readonly budget: readonly string[] | undefined;
  readonly total: string | undefined;
  readonly 'fail-on': FailOn | undefined;
  readonly ignore: readonly string[] | undefined;
  readonly 'min-confidence': string | undefined;
  readonly 'write-baseline': string | undefined;
  readonly format: readonly string[] | undefined;
  readonly json: boolean | undefined;
  readonly top: number | undefined;
  readonly color: boolean | undefined;
  readonly parser: ParserName | undefined;
  readonly 'fold-addresses': boolean | undefined;
}

const ruleGroup = 'What fails the check, overriding the config:';

const examples = `Examples:
  snapdiff check --scenario leak.mjs --format table --format junit=leaks.xml
      runs what the module exports again and again; fails if something stays each time
  snapdiff check before.heapsnapshot after.heapsnapshot --budget Connection.count=0 --total +5%
      fails if there are more connections, or the heap grew by more than 5 %
  snapdiff check --write-baseline leak-baseline.json good.heapsnapshot
      the file for: snapdiff check leak-baseline.json build.heapsnapshot

Every key of the config is in docs/ci.md. Exit codes: 0 passed, 1 failed, 2 could not be judged.`;

/** After which a build fails. 2 is "could not do it", as everywhere. */
const exitFailed = 1;

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check [files..]',
  describe: 'Fail (exit code 1) if memory leaks, or a budget is exceeded',
  builder: (yargs: Argv): Argv<CheckArguments> =>
    addScenarioOptions(
      yargs.positional('files', {
        type: 'string',
        array: true,
        coerce: (names: readonly string[] | undefined) => names?.map(unshield),
        describe: 'Two snapshots or more of one process, or a baseline file and a snapshot',
      }),
    )
      .option('write-baseline', {
        ...oneText,
        group: fileGroup,
        describe: 'Judge nothing, but keep the totals of good snapshots in FILE',
      })
      .option('source-maps', sourceMapOption)
      .option('parser', parserOption)
      .option('fold-addresses', foldOption)
      .option('jobs', jobsOption)
      .option('config', {
        ...oneText,
        group: ruleGroup,
        describe: 'Config [default: the nearest snapdiff.config.* or package.json]',
      })
      .option('budget', {
        ...manyTexts,
        group: ruleGroup,
        describe: 'Growth a constructor may have, as Connection.count=0; repeatable',
      })
      .option('total', {
        ...oneText,
        group: ruleGroup,
        describe: 'Growth the heap may have: +5%, "+10 MB"',
      })
      .option('fail-on', {
        choices: failOnValues,
        coerce: lastOf<FailOn>,
        requiresArg: true,
        group: ruleGroup,
        describe: 'What counts; budget: nothing but budgets [default: both]',
      })
      .option('ignore', {
        ...manyTexts,
        group: ruleGroup,
        describe: 'Constructor, /expression/ or fingerprint:HEX that fails no check; repeatable',
      })
      .option('min-confidence', {
        ...oneText,
        group: ruleGroup,
        describe: 'How sure a suspect must be to count, 0 to 1 [default: 0.75]',
      })
      .option('format', {
        ...formatOption(checkReporterNames, '; also --reporter'),
        alias: 'reporter',
      })
      .option('json', jsonOption)
      .option('top', {
        ...oneCount,
        group: fileGroup,
        describe: 'Grown constructors to list; 0 lists all [default: 10 in a table]',
      })
      .option('color', colorOption)
      .epilogue(examples),
  handler: async ({ files = [], config, format, json, top, color, ...rest }) => {
    const baselinePath = rest['write-baseline'];
    if (baselinePath !== undefined) {
      refuseJudging({ ...rest, config, format, json, top, color });
      await writeBaseline(baselinePath, files, readingOptions(rest));
      return;
    }
    const outputs = chooseCheckOutputs(format ?? [], json);
    const reading = readingOptions(rest);
    if (top !== undefined) checkCount('top', top);
    const { scenario } = rest;
    if (scenario === undefined) refuseScenarioOptions(rest);
    else if (files.length > 0) {
      throw new SnapdiffError(`${files[0]}: a scenario takes its own snapshots`, {
        hint: 'Give either snapshots or --scenario.',
      });
    }
    if (scenario === undefined && files.length < 2) {
      throw new SnapdiffError(`expected two snapshots, or a baseline file and one, got ${files.length}`, {
        hint: 'snapdiff check <baseline> <current>; "snapdiff check --help" has examples.',
      });
    }
    checkFileNames(...files);
    keepInputs(outputs, [...files, scenario, config]);
    const settings = overrideSettings(await readCheckConfig(config), flagsOf(rest));
    const mapping = await readMapping(rest['source-maps']);
    const page = await preparePage(outputs);
    const { checkBySettings } = await import('../../files/check-files.ts');
    const judgement = await withProgressBar((onProgress) => {
      const options = {
        ...reading,
        onProgress,
        freeMemory,
        ...mapping,
        ...(page && { details: page.details }),
      };
      return scenario === undefined
        ? checkBySettings(files, settings, options)
        : judgeScenario(scenario, settings, rest, options);
    });
    if (judgement === undefined) {
      await (
        await prepareUnjudged(process.argv.slice(2))
      )({ message: 'the check was interrupted' });
      return;
    }
    await writeCheck(makeCheckReport(judgement, toolVersion()), outputs, color, top, page?.template);
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

const judgingOptions = [
  'scenario',
  ...runOptionNames,
  'config',
  'budget',
  'total',
  'fail-on',
  'ignore',
  'min-confidence',
  'format',
  'json',
  'top',
  'color',
  'source-maps',
] as const satisfies readonly (keyof CheckArguments)[];

/** What would have no effect is a mistake: the check that somebody meant would never fail. */
function refuseJudging(given: Pick<CheckArguments, (typeof judgingOptions)[number]>): void {
  const found = judgingOptions.find((name) => given[name] !== undefined);
  if (found === undefined) return;
  throw new SnapdiffError(`--${found} has no effect with --write-baseline, which judges nothing`, {
    hint: 'snapdiff check --write-baseline leak-baseline.json <snapshot>',
  });
}
