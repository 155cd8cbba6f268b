import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const kinds = {
  /** WCAG 2.2 has one rule that axe-core tries only when asked. */
  all: { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } },
  /** All that another theme of the same page can break. */
  colours: { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] },
} as const;

/** What axe-core finds on a page as it stands: what is wrong, and where. */
export async function findViolations(page: Page, kind: keyof typeof kinds = 'all'): Promise<string[]> {
  const options = kinds[kind];
  // Past the page's policy, as a debugger is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    violations: Violation[];
  };
  return violations.map(({ id, help, nodes }) =>
    [id, help, ...nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n${failureSummary}`)].join(
      '\n',
    ),
  );
}
