/** How a program was given to Node, as far as its arguments and NODE_OPTIONS show. */
export interface NodeCommand {
  /** Options for Node itself, those of NODE_OPTIONS first: `--inspect=0`, or name and value one after the other. */
  readonly words: readonly string[];
  /** The program as it was named; undefined for `node -e` and the like. */
  readonly script: string | undefined;
}

/** Options whose value may be the next word. Of the others a next word is the script. */
const withValue: ReadonlySet<string> = new Set(
  '-r --require --import --loader --experimental-loader -C --conditions --diagnostic-dir --inspect-port --debug-port --heapsnapshot-signal --env-file --title --icu-data-dir --openssl-config --stack-trace-limit --allow-fs-read --allow-fs-write --max-old-space-size --max-semi-space-size'.split(
    ' ',
  ),
);

/** @param args with the program itself first */
export function parseCommand(args: readonly string[], nodeOptions: string): NodeCommand {
  const words = splitNodeOptions(nodeOptions);
  for (let at = 1; at < args.length; at++) {
    const word = args[at] ?? '';
    if (/^(-e|-p|-pe|--eval|--print)$/.test(word)) return { words, script: undefined };
    if (word === '--' || !word.startsWith('-')) return { words, script: word === '--' ? args[at + 1] : word };
    words.push(word);
    if (withValue.has(word.replaceAll('_', '-')) && at + 1 < args.length) words.push(args[++at] ?? '');
  }
  return { words, script: undefined };
}

/** As node.cc's ParseNodeOptionsEnvVar does: blanks part words, but in double quotes; there `\` spares the next character. */
export function splitNodeOptions(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|[^\s"])+/gs)) {
    words.push(word.replace(/"((?:\\.|[^"\\])*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1')));
  }
  return words;
}

/** What `splitNodeOptions` reads back as one word. */
export function quoteNodeOption(word: string): string {
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** The value of an option, given either way; the last wins, as in Node. Empty for an option without. */
export function optionValue({ words }: NodeCommand, ...names: readonly string[]): string | undefined {
  let found: string | undefined;
  words.forEach((word, at) => {
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word : word.slice(0, equals)).replaceAll('_', '-');
    if (!names.includes(name)) return;
    if (equals >= 0) found = word.slice(equals + 1);
    else found = withValue.has(name) ? (words[at + 1] ?? '') : '';
  });
  return found;
}
