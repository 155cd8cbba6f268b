import type { Report } from './report.ts';

/**
 * For programs: the report as it is. All but plain ASCII is escaped, by code unit, so that printing it
 * cannot hurt a terminal and parsing it gives every name back whole, lone surrogates included.
 */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2).replace(notPlain, escapeUnit)}\n`;
}

// JSON.stringify has escaped what stands below a space; the line feeds left are its own.
const notPlain = /[^\n -~]/g;

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
