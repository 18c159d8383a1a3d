/**
 * Finds slips that are valid YAML but not what anybody means: invisible characters, typographic quotes, references in the style
 * of other tools. Each function returns the message, or undefined.
 */

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero-width space',
  '\u200c': 'zero-width non-joiner',
  '\u200d': 'zero-width joiner',
  '\u2060': 'word joiner',
  '\u202f': 'narrow no-break space',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
};

/** Spaces that YAML treats as letters, and characters without width. */
const ODD =
  /[\u00a0\u00ad\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\u3164\ufeff\uffa0]|\p{Variation_Selector}/u;
/** The same, without those that some languages and emoji need. */
const ODD_IN_VALUE = /[\u00a0\u00ad\u180e\u2000-\u200b\u2028-\u202f\u205f-\u2064\u3000\u3164\ufeff\uffa0]/;
const QUOTES = '“”„‟«»‘’‚‛「」';
const ANY_QUOTE = new RegExp(`[${QUOTES}]`);

/** `an invisible character (U+200B, zero-width space)`. */
export function nameOddCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES[character];
  return `an invisible character (U+${code}${name === undefined ? '' : `, ${name}`})`;
}

/** Returns the first character of a text's indentation that is invisible but not a space. */
export function oddIndentation(line: string): { readonly character: string; readonly at: number } | undefined {
  const indent = /^[\s\u200b\u2060\ufeff]*/.exec(line)?.[0] ?? '';
  const at = indent.search(ODD);
  return at === -1 ? undefined : { character: indent.charAt(at), at };
}

/** Returns the slip in a key. `lonely`: no value follows it; `top`: it is at the top of the file. */
export function keySlip(key: string, where: { plain: boolean; lonely: boolean; top: boolean }): string | undefined {
  const odd = ODD.exec(key)?.[0];
  if (odd !== undefined)
    return `The key "${key.replaceAll(new RegExp(ODD, 'gu'), '')}" contains ${nameOddCharacter(odd)}: remove it`;
  if (!where.plain) return undefined;
  if (key === '<<')
    return 'The merge key "<<" is not part of YAML 1.2: write the keys out, or use an alias (*name) for a whole value';
  if (QUOTES.includes(key.charAt(0))) return typographic(key);
  const missing = missingSpace(key);
  if (where.lonely && missing !== undefined) return missing;
  if (/[：﹕]/.test(key)) return `"${/[：﹕]/.exec(key)?.[0]}" is a full-width colon: write ":" and a space after it`;
  if (/^-[A-Za-z]/.test(key)) return `A space is missing after the dash: write "- ${key.slice(1)}"`;
  if (where.top && /^(?:x-|\.)/.test(key))
    return `Unknown key "${key}": there are no keys for anchors alone. Put the anchor (&name) where the value is used first`;
  return undefined;
}

/** Returns the slip in a text that is a value. `plain`: it has no quotes. */
export function valueSlip(text: string, plain: boolean): string | undefined {
  const reference = /^\$?\{\{? *([A-Za-z_]\w*) *\}\}?$/.exec(text);
  if (reference !== null) return bareReference(text, reference[1] ?? '');
  if (!plain) return undefined;
  const odd = ODD_IN_VALUE.exec(text);
  // In prose such a space may be intended; in a single word, or at an end of the text, it is not.
  if (odd !== null && (!/[ \t\n]/.test(text) || odd.index === 0 || ODD_IN_VALUE.test(text.slice(-1))))
    return `This text contains ${nameOddCharacter(odd[0])}: remove it, or put the text in quotes if it belongs there`;
  if (QUOTES.includes(text.charAt(0)) && QUOTES.includes(text.slice(-1)) && text.slice(1, -1).search(ANY_QUOTE) === -1)
    return typographic(text);
  if (/^[−–—]\.?\d/.test(text)) return `This is a typographic minus: write -${text.slice(1)}`;
  return undefined;
}

/** `seed:3`, which YAML reads as one text. */
export function missingSpace(text: string): string | undefined {
  const [, key, value] = /^([A-Za-z_][\w-]*):([^\s/].*)$/.exec(text) ?? [];
  return key === undefined || value === undefined
    ? undefined
    : `A space is missing after the colon: write "${key}: ${value}"`;
}

/** `${name}` and `{{ name }}`, the references of other tools. */
export function bareReference(found: string, name: string): string {
  return `A reference is written without braces: write $${name}, found "${found}"`;
}

/** Typographic quotes, from word processors. */
export function typographic(text: string): string {
  const bare = text.replaceAll(new RegExp(ANY_QUOTE, 'g'), '');
  return `Typographic quotes are part of the text in YAML: write "${bare}" with straight quotes, or without any`;
}
