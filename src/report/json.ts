import type { Report } from './report.ts';

/** For programs: the report as it is. */
export function json(report: Report): string {
  return jsonText(report);
}

/**
 * All but plain ASCII is escaped, by code unit, so that printing it cannot hurt a terminal and parsing
 * it gives every name back whole, lone surrogates included. So is what a CI log would obey.
 */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(notPlain, escapeUnit)}\n`;
}

/**
 * The same on one line, for a program that reads line by line.
 *
 * @param replacer as of `JSON.stringify`
 */
export function jsonLine(value: unknown, replacer?: (field: string, value: unknown) => unknown): string {
  return `${JSON.stringify(value, replacer).replace(notPlain, escapeUnit)}\n`;
}

// JSON.stringify has escaped what stands below a space; the line feeds left are its own.
const notPlain = /[^\n -~]|(?<=#)#(?=\w*\[)/g;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
