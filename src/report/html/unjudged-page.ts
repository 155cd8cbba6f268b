import { safeText } from '../safe-text.ts';
import { unjudgedTitle, type UnjudgedReport } from '../unjudged-report.ts';
import { escapeText } from './html.ts';

/**
 * Of a check that could not be judged there is nothing to draw: a page that says so, and where, and can run nothing. Why is in the
 * log: that may quote what a program threw or what is in a config, and a page goes to more people.
 */
export function unjudgedPage({ place }: UnjudgedReport): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${unjudgedTitle} - snapdiff</title>
<main>
<h1>${unjudgedTitle}</h1>
${place === null ? '' : `<p>${escapeText(safeText(place))}</p>\n`}<p>Why is in the log of the build.</p>
</main>
</html>
`;
}
