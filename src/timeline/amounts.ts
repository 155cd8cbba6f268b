import { formatBytesDelta } from '../units.ts';

/** "42 s", "12 min", "3.5 h", "2.1 days". */
export function formatSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}

/** "+1.2 MB a minute": by the unit that suits how long was watched. @param watched seconds */
export function formatRate(bytesPerSecond: number, watched: number): string {
  if (watched < 120) return `${formatBytesDelta(bytesPerSecond)} a second`;
  if (watched < 7200) return `${formatBytesDelta(bytesPerSecond * 60)} a minute`;
  return `${formatBytesDelta(bytesPerSecond * 3600)} an hour`;
}
