import { shortDigest } from '../core/digest.ts';
import type { Json } from '../core/json.ts';

/** Returns a value as the text of a table cell: numbers with six digits, digests and long texts shortened. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return shortDigest(text);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
