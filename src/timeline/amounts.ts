import { formatBytesDelta } from '../base/units.ts';

/** "+1.2 MB a minute": by the unit that suits how long was watched. @param watched seconds */
export function formatRate(bytesPerSecond: number, watched: number): string {
  if (watched < 120) return `${formatBytesDelta(bytesPerSecond)} a second`;
  if (watched < 7200) return `${formatBytesDelta(bytesPerSecond * 60)} a minute`;
  return `${formatBytesDelta(bytesPerSecond * 3600)} an hour`;
}

/** "400MB", "1.5 GB", "300MiB" → bytes; null of anything else. Not "400M": PM2 and V8 mean other amounts by it. */
export function parseSize(text: string): number | null {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?) ?([kmgt]i?b)$/i.exec(text.trim()) ?? [];
  if (amount === undefined) return null;
  const power = 'kmgt'.indexOf(unit[0].toLowerCase()) + 1;
  return Number(amount) * (unit[1].toLowerCase() === 'i' ? 1024 : 1000) ** power;
}

/** "50%" → 0.5; null of anything else. */
export function parseShare(text: string): number | null {
  const [, percent] = /^(\d{1,6}(?:\.\d{1,3})?) ?%$/.exec(text.trim()) ?? [];
  return percent === undefined ? null : Number(percent) / 100;
}
