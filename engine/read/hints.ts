import { isObject, type Json } from '../core/json.ts';
import { missingSpace } from './scalar-slips.ts';

/**
 * Returns what to write instead of a value of the wrong type, as `: write 1000`; an empty text where nobody can tell.
 *
 * @param types the expected types, in the words of JSON Schema
 * @param keys the keys of the expected mapping, if it is one
 */
export function hintFor(types: readonly string[], value: Json, keys: readonly string[]): string {
  const hint = guess(types, value, keys);
  return hint === undefined ? '' : `: ${hint}`;
}

function guess(types: readonly string[], value: Json, keys: readonly string[]): string | undefined {
  if (typeof value === 'string') return guessOfText(types, value, keys);
  if (types.includes('array') && isObject(value)) return 'begin each item with "- "';
  if (types.includes('array') && (typeof value === 'number' || typeof value === 'boolean')) return `write [${value}]`;
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return `write "${value}" in quotes`;
  return undefined;
}

function guessOfText(types: readonly string[], text: string, keys: readonly string[]): string | undefined {
  if (types.includes('boolean')) {
    if (/^(?:y|yes|on|true)$/i.test(text)) return 'write true';
    if (/^(?:n|no|off|false)$/i.test(text)) return 'write false';
  }
  if (types.includes('number') || types.includes('integer')) {
    const found = guessOfNumber(text);
    if (found !== undefined) return found;
  }
  if (types.includes('array')) {
    if (/^-[^-\s\d]/.test(text)) return `a space is missing after the dash: write "- ${text.slice(1)}"`;
    if (text.includes(',')) return `write [${text}]`;
  }
  if (types.includes('object')) {
    if (keys.includes(text)) return `write "${text}: {}"`;
    const missing = missingSpace(text);
    if (missing !== undefined) return missing.charAt(0).toLowerCase() + missing.slice(1);
  }
  return undefined;
}

/** Numbers as other languages and people write them. */
function guessOfNumber(text: string): string | undefined {
  const bare = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(bare)) return 'remove the quotes';
  if (/^[+-]?\d[\d_]*(?:\.\d+)?$/.test(bare)) return `write ${bare.replaceAll('_', '')}`;
  if (/^[+-]?\d+[,;]$/.test(bare)) return `remove the "${bare.slice(-1)}"`;
  if (/^[+-]?\d+,\d+$/.test(bare)) return `write ${bare.replace(',', '.')}, with a point`;
  if (/^\d+(?:\.\d+)?\s*%$/.test(bare)) return `write ${Number((Number.parseFloat(bare) / 100).toPrecision(12))}`;
  if (/^[+-]?\.?(?:nan|inf(?:inity)?)$/i.test(bare)) return 'it must be finite';
  const power =
    /^(\d+(?:\.\d+)?)\s*(?:\*|x)\s*10\s*(?:\^|\*\*)\s*(-?\d+)$/.exec(bare) ??
    /^(?<one>10)(?:\^|\*\*)(-?\d+)$/.exec(bare);
  if (power !== null) return `write ${power[1] === '10' ? '1' : power[1]}e${power[2]}`;
  const fraction = /^(\d+)\s*\/\s*(\d+)$/.exec(bare);
  if (fraction !== null && Number(fraction[2]) > 0)
    return `there are no expressions: write ${Number((Number(fraction[1]) / Number(fraction[2])).toPrecision(12))}`;
  if (/^[+-]?[\d.]+(?:\s+[+-]?[\d.]+)+$/.test(bare))
    return `commas are missing: write [${bare.split(/\s+/).join(', ')}]`;
  if (/^(?:none|null|nil|undefined)$/i.test(bare)) return 'leave the key out where there is no value';
  return undefined;
}
