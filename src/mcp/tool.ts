import type { Answer } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Fields, Values } from './input.ts';

/** What a tool may do to the world, as clients ask before they call it. */
export interface Effects {
  /** It changes nothing: no file, no process. */
  readonly readOnlyHint: boolean;
  /** What it changes may be lost, as what a program that is run does. */
  readonly destructiveHint: boolean;
  /** Called twice it does no more than once. */
  readonly idempotentHint: boolean;
  /** It may reach beyond this machine. */
  readonly openWorldHint: boolean;
}

/** Reads files that do not change, or what the system tells. */
export const readsOnly: Effects = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Something a client can call. */
export interface Tool<Input extends Fields = Fields> {
  readonly name: string;
  readonly title: string;
  /** For a model: what it is good for, what it answers, and when to call it. */
  readonly description: string;
  readonly input: Input;
  readonly effects: Effects;
  /** It names files: which folders are open to it has to be known. */
  readonly usesFiles: boolean;
  /** @throws SnapdiffError where it cannot be answered */
  answer(values: Values<Input>, desk: Desk): Promise<Answer>;
}

/** Holds a tool's answer to its input. */
export function tool<Input extends Fields>(made: Tool<Input>): Tool {
  return made;
}
