import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** WCAG 2.2 has one rule that axe-core tries only when asked. */
const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };

/** What axe-core finds on a page as it stands: what is wrong, and where. */
export async function findViolations(page: Page): Promise<string[]> {
  // Past the page's policy, as a debugger is.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: Violation[];
  };
  return violations.map(({ id, help, nodes }) =>
    [id, help, ...nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n${failureSummary}`)].join(
      '\n',
    ),
  );
}
