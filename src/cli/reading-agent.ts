import { detectAgent } from 'std-env';

/** Whether an agent reads what is printed: the variables that agents set for the programs they start say so. */
export function isReadByAgent(): boolean {
  return detectAgent().name !== undefined;
}

/**
 * The form of a report where none is asked for: a person gets a table, an agent the same in few words. Who asks for colours
 * asks for the table.
 *
 * @param colorOption `--color`, `--no-color` or neither
 */
export function usualForm(colorOption?: boolean): UsualForm {
  return isReadByAgent() && colorOption !== true ? 'brief' : 'table';
}

export type UsualForm = 'table' | 'brief';
