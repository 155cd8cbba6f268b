import type { CaptureArguments } from './commands/capture.ts';
import type { CheckArguments } from './commands/check.ts';
import type { DiffArguments } from './commands/diff.ts';
import type { ExportArguments } from './commands/export.ts';
import type { ExploreArguments } from './commands/explore.ts';
import type { McpArguments } from './commands/mcp.ts';
import type { ObjectsArguments } from './commands/objects.ts';
import type { RedactArguments } from './commands/redact.ts';
import type { ReportCommandArguments } from './commands/report.ts';
import type { RetainersArguments } from './commands/retainers.ts';
import type { RunArguments } from './commands/run.ts';
import type { ShowArguments } from './commands/show.ts';
import type { SqlArguments } from './commands/sql.ts';
import type { TriageArguments } from './commands/triage.ts';
import type { WatchArguments } from './commands/watch.ts';

/** Of any command. */
export type OptionName =
  | 'reporter'
  | Exclude<
      | keyof DiffArguments
      | keyof ExploreArguments
      | keyof McpArguments
      | keyof ExportArguments
      | keyof RetainersArguments
      | keyof ObjectsArguments
      | keyof RedactArguments
      | keyof ReportCommandArguments
      | keyof ShowArguments
      | keyof SqlArguments
      | keyof TriageArguments
      | keyof WatchArguments
      | keyof CaptureArguments
      | keyof CheckArguments
      | keyof RunArguments,
      'baseline' | 'current' | 'later' | 'file' | 'files' | 'object' | 'copy' | 'program'
    >;

/**
 * Every option of the program, and what the help calls its value: one vocabulary for all commands. "" takes none. Typed
 * by the commands' arguments, so that an option cannot be added and forgotten here.
 */
export const optionValues: Readonly<Record<OptionName, string>> = {
  all: '',
  attach: '',
  budget: 'KEY=GROWTH',
  'capture-at': 'SIZE',
  'capture-growth': 'PERCENT',
  class: 'NAME',
  color: '',
  config: 'FILE',
  count: 'N',
  depth: 'N',
  details: '',
  duration: 'TIME',
  edges: '',
  every: 'TIME',
  'fail-on': 'WHAT',
  filter: 'TEXT',
  'fold-addresses': '',
  force: '',
  format: 'NAME[=FILE]',
  gc: '',
  id: 'ID',
  html: 'FILE',
  ignore: 'NAME',
  'include-strings': '',
  'inspect-url': 'URL',
  iterations: 'N',
  jobs: 'N',
  json: '',
  keep: '',
  label: 'KEY=VALUE',
  'min-confidence': 'N',
  names: '',
  'near-heap-limit': '[N]',
  'new-since': 'FILE',
  numbers: '',
  open: '',
  out: 'PATH',
  page: 'N',
  parser: 'NAME',
  paths: 'N',
  pid: 'PID',
  port: 'PORT',
  query: 'NAME',
  reporter: 'NAME[=FILE]',
  root: 'DIR',
  rounds: 'N',
  'sample-every': 'TIME',
  scenario: 'FILE',
  signal: 'NAME',
  sort: 'COLUMN',
  'source-maps': 'FOLDER',
  stacks: '',
  target: 'TARGET',
  timeline: 'FILE',
  timeout: 'TIME',
  top: 'N',
  total: 'GROWTH',
  warmup: 'N',
  worker: 'ID',
  'write-baseline': 'FILE',
};
