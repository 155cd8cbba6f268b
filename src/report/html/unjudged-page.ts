import { safeText } from '../safe-text.ts';
import { unjudgedText, unjudgedTitle, type UnjudgedReport } from '../unjudged-report.ts';
import { escapeText } from './html.ts';

/** Of a check that could not be judged there is nothing to draw: a page that says why, and can run nothing. */
export function unjudgedPage(report: UnjudgedReport): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${unjudgedTitle} - snapdiff</title>
<main>
<h1>${unjudgedTitle}</h1>
<p>${escapeText(safeText(unjudgedText(report)))}</p>
</main>
</html>
`;
}
