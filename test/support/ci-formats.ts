import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Log, Run } from 'sarif';
import { validateXML } from 'xmllint-wasm';

const schemaText = (name: string): string =>
  readFileSync(new URL(`../check/schemas/${name}`, import.meta.url), 'utf8');

/** Holds JUnit documents against the schema, by libxml2, all in one run. */
export async function assertJunit(...texts: readonly string[]): Promise<void> {
  const xml = texts.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: schemaText('junit.xsd') });
  assert.deepEqual(
    errors.map(({ rawMessage, loc }) => [rawMessage, texts[Number.parseInt(loc?.fileName ?? '', 10)]]),
    [],
  );
}

// The schema is of draft 4, whose words it uses only where later drafts have the same.
const {
  $schema: _,
  id: __,
  ...sarif
} = JSON.parse(schemaText('sarif-2.1.0.json')) as Record<string, unknown>;
const validateSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(sarif);

/** The one run of a SARIF log that is valid, and plain ASCII. */
export function sarifRun(text: string): Run {
  assert.match(text, /^[\n -~]*$/);
  const log = JSON.parse(text) as Log;
  assert.ok(validateSarif(log), JSON.stringify(validateSarif.errors));
  assert.equal(log.runs.length, 1);
  return log.runs[0];
}

/** What GitLab's documentation asks of a code quality report. */
const validateCodeQuality = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', pattern: '^snapdiff/[a-z-]+$' },
      fingerprint: { type: 'string', pattern: '^([0-9a-f]{16}){1,2}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // Relative, without "./".
          path: { type: 'string', pattern: '^(?![./]{0,2}/)[^\\u0000-\\u001f]+$' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

interface CodeQualityIssue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** The issues of a code quality report that GitLab takes, and that is plain ASCII. */
export function codeQualityIssues(text: string): readonly CodeQualityIssue[] {
  assert.match(text, /^[\n -~]*$/);
  const issues: unknown = JSON.parse(text);
  assert.ok(validateCodeQuality(issues), JSON.stringify(validateCodeQuality.errors));
  return issues as CodeQualityIssue[];
}

interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The commands of a log, as GitHub's runner reads it: the newer form where a line begins, the older anywhere. */
export function obeyLog(log: string): WorkflowCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line): WorkflowCommand[] => {
    const command = /^::([\w-]+)(?: (.*?))?::(.*)$/s.exec(line.trimStart());
    if (!command) {
      assert.doesNotMatch(line, /##\w*\[/, 'no command of the older form, and none of another server');
      return [];
    }
    const [, name, pairs = '', message] = command;
    const properties = pairs.split(',').map((pair): [string, string] => {
      const end = pair.indexOf('=');
      return [pair.slice(0, end), unescapeCommand(pair.slice(end + 1))];
    });
    return [{ name, properties: Object.fromEntries(properties), message: unescapeCommand(message) }];
  });
}

function unescapeCommand(text: string): string {
  return text.replace(/%(?:0D|0A|3A|2C|25)/g, decodeURIComponent);
}
