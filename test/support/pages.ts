import { readdirSync, readFileSync } from 'node:fs';
import { repositoryPath } from './fixtures.ts';

/** A page for users: the README, one of docs/, or a skill for agents. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  /** What stands behind the opening fence; empty for a drawing or an output that no test repeats. */
  readonly language: string;
  readonly text: string;
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(repositoryPath(path), 'utf8') };
}

/** The README, after it the pages of docs/ by name, then the skills. */
export function readPages(): readonly Page[] {
  const names = readdirSync(repositoryPath('docs')).filter((name) => name.endsWith('.md'));
  const skills = readdirSync(repositoryPath('skills')).map((name) => `skills/${name}/SKILL.md`);
  return ['README.md', ...names.sort().map((name) => `docs/${name}`), ...skills].map(readPage);
}

/** The code blocks of a page, those in lists without their indent. */
export function blocksOf({ text }: Page): readonly Block[] {
  return Array.from(
    text.matchAll(/^( *)```(\S*)\n([\s\S]*?)^ *```$/gm),
    ([, indent = '', language = '', body = '']) => ({
      language,
      text: body.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

export function blocksIn(page: Page, language: string): readonly string[] {
  return blocksOf(page)
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}

/** The commands of a page in order, a continued one as one line, without the comments behind them. */
export function commandsOf(page: Page): readonly string[] {
  return blocksIn(page, 'sh').flatMap((block) =>
    block
      .replace(/ *\\\n */g, ' ')
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/ +# .*$/, '')),
  );
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): readonly string[] {
  return Array.from(text.replace(/^( *)```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.+)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
