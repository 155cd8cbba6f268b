import { readFileSync } from 'node:fs';
import { jsonLine } from '../../src/report/json.ts';
import { repositoryPath } from './fixtures.ts';

/**
 * Any value in the built page, past all that the command checks and leaves out: what somebody else's tool, or an enemy, may put
 * into it.
 */
export function pageWith(report: unknown): string {
  const template = readFileSync(repositoryPath('dist/web/report.html'), 'utf8');
  const data = jsonLine(report).replaceAll('<', '\\u003c');
  return template.replace(/(<script id="report"[^>]*>)/, (start) => start + data);
}

/** The report that stands in a page. */
export function reportIn(html: string): unknown {
  const [, data = ''] = /<script id="report"[^>]*>([^<]*)<\/script>/.exec(html) ?? [];
  return JSON.parse(data);
}
