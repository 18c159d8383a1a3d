import type { Diagnostic, Source } from '../core/diagnostic.ts';

/** Returns the text of a file's bytes, or a diagnostic that says how it was saved instead of as UTF-8. */
export function decodeText(file: string, bytes: Uint8Array): string | Diagnostic {
  const start: Omit<Diagnostic, 'message'> = { at: { source: { file, text: '' }, start: 0, end: 1 } };
  if (isUtf16(bytes))
    return {
      ...start,
      message:
        'The file is UTF-16 text, as PowerShell writes it with ">": save it as UTF-8, for example with Out-File -Encoding utf8',
    };
  const zero = bytes.indexOf(0);
  if (zero !== -1)
    return { ...start, message: `The file is binary (a zero byte at offset ${zero}): expected YAML text` };
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return notUtf8(file, bytes);
  }
}

/** A byte order mark, or a zero byte in every second place, as letters of most languages have it. */
function isUtf16(bytes: Uint8Array): boolean {
  const [a, b] = bytes;
  if (bytes.length % 2 === 0 && ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))) return true;
  if (bytes.length < 8 || bytes.length % 2 === 1) return false;
  const zeros = [0, 0];
  for (const [index, byte] of bytes.subarray(0, 200).entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = Math.min(bytes.length, 200) / 2;
  return (even > half * 0.8 && odd === 0) || (odd > half * 0.8 && even === 0);
}

/** Points at the first byte that is not UTF-8, shown as its letter in Windows-1252. */
function notUtf8(file: string, bytes: Uint8Array): Diagnostic {
  const start = validLength(bytes);
  const rest = new TextDecoder('windows-1252').decode(bytes.subarray(start));
  const before = new TextDecoder().decode(bytes.subarray(0, start));
  const source: Source = { file, text: before + rest };
  const byte = (bytes[start] ?? 0).toString(16).padStart(2, '0');
  return {
    message: `The file is not UTF-8 text: this byte (0x${byte}) reads as "${rest.charAt(0)}" in Windows-1252. Save the file as UTF-8`,
    at: { source, start: before.length, end: before.length + 1 },
  };
}

/** Returns how many bytes from the start are whole UTF-8 characters. */
function validLength(bytes: Uint8Array): number {
  let [low, high] = [0, bytes.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isOpen(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // The longest good beginning may end inside the faulty character.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, low), { stream: true });
  return Buffer.byteLength(text);
}

/** Whether bytes are UTF-8 that may end inside a character. */
function isOpen(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
