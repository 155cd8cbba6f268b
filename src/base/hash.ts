/**
 * FNV-1a over code units, four times from other beginnings: 32 lower-case hexadecimal digits, of which any 8 are one of
 * the four. To tell texts apart, not to withstand somebody who looks for two that collide. Time O(length).
 */
export function hashText(text: string): string {
  const words = new Uint32Array([0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    for (let word = 0; word < words.length; word++) {
      words[word] = Math.imul(words[word] ^ (unit & 0xff), 0x01000193);
      words[word] = Math.imul(words[word] ^ (unit >>> 8), 0x01000193);
    }
  }
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
}
