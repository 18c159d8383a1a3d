import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.ts';

// Text must look the same on every machine, even on one without fonts. So pictures use two font files from an npm package
// and nothing else, and this file measures text with them. Their digests are part of this code, and so of the key of every
// picture: another version of the package cannot change pictures silently.

/** The font family of all pictures. All its digits have the same width. */
export const FONT_FAMILY = 'IBM Plex Sans';

/** Regular and semi-bold. */
export type Weight = 400 | 600;

const FILES: Readonly<Record<Weight, { readonly name: string; readonly sha256: string }>> = {
  400: {
    name: '400Regular/IBMPlexSans_400Regular.ttf',
    sha256: '8685116dfbcfa639621631c4af0ad62e52ddeb9979acbec0007ccef2e4801a27',
  },
  600: {
    name: '600SemiBold/IBMPlexSans_600SemiBold.ttf',
    sha256: '659f916ce1922bd4fecac7cd5f26018817a2946327a5dd00169c8bab14ae2c58',
  },
};

interface Font {
  readonly file: string;
  readonly unitsPerEm: number;
  /** Advance width of a character in font units; for a character that the font lacks, that of the box drawn instead. */
  advance(character: number): number;
  has(character: number): boolean;
}

const require = createRequire(import.meta.url);
const fonts = new Map<Weight, Font>();

/**
 * The width of `text` in the unit of the font size `size`. Ignores kerning, which is below 2 % in this font.
 *
 * @throws StageFailure if the font is not installed, or not in the expected version
 */
export function textWidth(text: string, style: { readonly size: number; readonly weight?: Weight }): number {
  const font = loadFont(style.weight ?? 400);
  let units = 0;
  for (const character of text) units += font.advance(character.codePointAt(0) ?? 0);
  return (units * style.size) / font.unitsPerEm;
}

/** Whether the fonts have every character of a text, so that a picture can show it. */
export function hasGlyphs(text: string): boolean {
  const both = [loadFont(400), loadFont(600)];
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return characters.every((character) => both.every((font) => font.has(character)));
}

/** The configuration that shows fontconfig the two font files and no font of the machine. */
export function fontConfiguration(cache: string): string {
  const folders = ([400, 600] as const).map((weight) => dirname(loadFont(weight).file));
  // Without <rescan> 0 fontconfig looks for changes every 30 seconds.
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${xml(folder)}</dir>\n`).join('')}  <cachedir>${xml(cache)}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
`;
}

/** `text` with XML's reserved characters written as entities. */
export function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function loadFont(weight: Weight): Font {
  const known = fonts.get(weight);
  if (known !== undefined) return known;
  const { name, sha256 } = FILES[weight];
  let file: string;
  let bytes: Buffer;
  try {
    file = join(dirname(require.resolve('@expo-google-fonts/ibm-plex-sans/package.json')), name);
    bytes = readFileSync(file);
  } catch (error) {
    throw new StageFailure(`Cannot read the font file ${name}`, { hint: 'Run "npm install".', cause: error });
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new StageFailure(
      `The font file ${name} is not the expected one: its sha256 is ${found}, expected ${sha256}`,
      {
        hint: 'Run "npm ci" to install the version in package-lock.json.',
      },
    );
  }
  const font = readTrueType(file, bytes);
  fonts.set(weight, font);
  return font;
}

/** Reads what measuring needs: `head` (units per em), `cmap` format 4 (character to glyph), `hmtx` (advance widths). */
function readTrueType(file: string, bytes: Buffer): Font {
  const tables = new Map<string, number>();
  for (let index = 0; index < bytes.readUInt16BE(4); index++) {
    const entry = 12 + 16 * index;
    tables.set(bytes.toString('latin1', entry, entry + 4), bytes.readUInt32BE(entry + 8));
  }
  const table = (tag: string): number => {
    const offset = tables.get(tag);
    if (offset === undefined) throw new Error(`Internal error: font ${file} has no table "${tag}"`);
    return offset;
  };
  const map = unicodeMap(bytes, table('cmap'));
  const metrics = table('hmtx');
  const lastMetric = bytes.readUInt16BE(table('hhea') + 34) - 1;
  return {
    file,
    unitsPerEm: bytes.readUInt16BE(table('head') + 18),
    has: (character) => glyphOf(bytes, map, character) !== 0,
    advance: (character) => bytes.readUInt16BE(metrics + 4 * Math.min(glyphOf(bytes, map, character), lastMetric)),
  };
}

/** Offset of the `cmap` subtable for Unicode's basic plane. */
function unicodeMap(bytes: Buffer, cmap: number): number {
  for (let index = 0; index < bytes.readUInt16BE(cmap + 2); index++) {
    const subtable = cmap + bytes.readUInt32BE(cmap + 4 + 8 * index + 4);
    if (bytes.readUInt16BE(subtable) === 4) return subtable;
  }
  throw new Error('Internal error: the font has no character map of format 4');
}

/** Glyph number of a character, 0 if the font lacks it. The map's segments are sorted by their last character. */
function glyphOf(bytes: Buffer, map: number, character: number): number {
  const doubled = bytes.readUInt16BE(map + 6); // twice the number of segments
  for (let at = 0; at < doubled; at += 2) {
    if (character > bytes.readUInt16BE(map + 14 + at)) continue;
    const first = bytes.readUInt16BE(map + 16 + doubled + at);
    if (character < first) return 0;
    const delta = bytes.readUInt16BE(map + 16 + 2 * doubled + at);
    const rangeAt = map + 16 + 3 * doubled + at;
    const range = bytes.readUInt16BE(rangeAt);
    if (range === 0) return (character + delta) % 65_536;
    const glyph = bytes.readUInt16BE(rangeAt + range + 2 * (character - first));
    return glyph === 0 ? 0 : (glyph + delta) % 65_536;
  }
  return 0;
}
