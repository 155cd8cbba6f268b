import { leaveOutStrings, type DrawnReport } from '../leave-out-strings.ts';
import { safeText } from '../safe-text.ts';
import { pageData } from './page-data.ts';
import { pageTitle } from './page-title.ts';

/** How a report is put into a page. */
export interface PageOptions {
  /** Also the text of strings and the keys of Maps, as far as the report has them: secrets, mostly. */
  readonly includeStrings?: boolean;
}

/** What the page's script reads, and where its title stands, in the template that the build makes of src/web. */
const dataSlot = /(<script\b[^>]*\bid="report"[^>]*>)[^<]*(<\/script>)/;
const titleSlot = /<title>[^<]*<\/title>/;

/**
 * A report as one page that asks nothing of any server: the template, with the report as data in it. Names from a heap get into
 * it as JSON of plain ASCII without "<", which no parser of HTML takes for anything but text.
 *
 * @param template of the page, with a script `report` of type `application/json`
 * @throws Error for a template that has none: it was not built
 */
export function html(
  report: DrawnReport,
  template: string,
  { includeStrings = false }: PageOptions = {},
): string {
  const shown: DrawnReport = includeStrings
    ? { ...report, privacy: { strings: 'included' } }
    : leaveOutStrings(report);
  if (!dataSlot.test(template) || !titleSlot.test(template))
    throw new Error('the page has no place for a report');
  const data = pageData(shown).replaceAll('<', '\\u003c');
  const title = escapeText(safeText(pageTitle(report)));
  return template
    .replace(titleSlot, () => `<title>${title}</title>`)
    .replace(dataSlot, (_, start: string, end: string) => `${start}${data}${end}`);
}

/** Text between tags. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
