import { formatBytesDelta } from '../base/units.ts';

/** "+1.2 MB a minute": by the unit that suits how long was watched. @param watched seconds */
export function formatRate(bytesPerSecond: number, watched: number): string {
  if (watched < 120) return `${formatBytesDelta(bytesPerSecond)} a second`;
  if (watched < 7200) return `${formatBytesDelta(bytesPerSecond * 60)} a minute`;
  return `${formatBytesDelta(bytesPerSecond * 3600)} an hour`;
}
