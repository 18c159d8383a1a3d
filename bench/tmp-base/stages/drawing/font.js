import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StageFailure } from '../../engine/core/failure.js';
// Text must look the same on every machine, also on one without any font. So pictures use two font files from an npm
// package and nothing else, and this file measures text by them. Their digests are written down here: they then belong to
// the code that makes a picture, and another version of the package cannot change pictures silently.
/** The one font family of all pictures. Its digits are all of the same width. */
export const FONT_FAMILY = 'IBM Plex Sans';
const FILES = {
    400: {
        name: '400Regular/IBMPlexSans_400Regular.ttf',
        sha256: '8685116dfbcfa639621631c4af0ad62e52ddeb9979acbec0007ccef2e4801a27',
    },
    600: {
        name: '600SemiBold/IBMPlexSans_600SemiBold.ttf',
        sha256: '659f916ce1922bd4fecac7cd5f26018817a2946327a5dd00169c8bab14ae2c58',
    },
};
const require = createRequire(import.meta.url);
const fonts = new Map();
/**
 * The width of `text` in the unit of `size`, which is the font size. Kerning is not counted: it is below 2 % in this font.
 *
 * @throws StageFailure if the font is not installed or is another version than the one expected.
 */
export function textWidth(text, style) {
    const font = loadFont(style.weight ?? 400);
    let units = 0;
    for (const character of text)
        units += font.advance(character.codePointAt(0) ?? 0);
    return (units * style.size) / font.unitsPerEm;
}
/** Whether the fonts have every character of a text, and so a picture can show it. */
export function hasGlyphs(text) {
    const both = [loadFont(400), loadFont(600)];
    const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    return characters.every((character) => both.every((font) => font.has(character)));
}
/** The configuration with which fontconfig knows the two font files and no font of the machine. */
export function fontConfiguration(cache) {
    const folders = [400, 600].map((weight) => dirname(loadFont(weight).file));
    // Without <rescan> 0 fontconfig looks for changes every 30 seconds.
    return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${xml(folder)}</dir>\n`).join('')}  <cachedir>${xml(cache)}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
`;
}
/** `text` with the characters that XML reserves written as entities. */
export function xml(text) {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
function loadFont(weight) {
    const known = fonts.get(weight);
    if (known !== undefined)
        return known;
    const { name, sha256 } = FILES[weight];
    let file;
    let bytes;
    try {
        file = join(dirname(require.resolve('@expo-google-fonts/ibm-plex-sans/package.json')), name);
        bytes = readFileSync(file);
    }
    catch (error) {
        throw new StageFailure(`Cannot read the font file ${name}`, { hint: 'Run "npm install".', cause: error });
    }
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) {
        throw new StageFailure(`The font file ${name} is not the expected one: its sha256 is ${found}, expected ${sha256}`, {
            hint: 'Run "npm ci" to install the version in package-lock.json.',
        });
    }
    const font = readTrueType(file, bytes);
    fonts.set(weight, font);
    return font;
}
/** Reads what measuring needs: `head` (units per em), `cmap` format 4 (character to glyph), `hmtx` (advance widths). */
function readTrueType(file, bytes) {
    const tables = new Map();
    for (let index = 0; index < bytes.readUInt16BE(4); index++) {
        const entry = 12 + 16 * index;
        tables.set(bytes.toString('latin1', entry, entry + 4), bytes.readUInt32BE(entry + 8));
    }
    const table = (tag) => {
        const offset = tables.get(tag);
        if (offset === undefined)
            throw new Error(`Internal error: font ${file} has no table "${tag}"`);
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
function unicodeMap(bytes, cmap) {
    for (let index = 0; index < bytes.readUInt16BE(cmap + 2); index++) {
        const subtable = cmap + bytes.readUInt32BE(cmap + 4 + 8 * index + 4);
        if (bytes.readUInt16BE(subtable) === 4)
            return subtable;
    }
    throw new Error('Internal error: the font has no character map of format 4');
}
/** Glyph number of a character, 0 when the font does not have it. The map's segments are sorted by their last character. */
function glyphOf(bytes, map, character) {
    const doubled = bytes.readUInt16BE(map + 6); // twice the number of segments
    for (let at = 0; at < doubled; at += 2) {
        if (character > bytes.readUInt16BE(map + 14 + at))
            continue;
        const first = bytes.readUInt16BE(map + 16 + doubled + at);
        if (character < first)
            return 0;
        const delta = bytes.readUInt16BE(map + 16 + 2 * doubled + at);
        const rangeAt = map + 16 + 3 * doubled + at;
        const range = bytes.readUInt16BE(rangeAt);
        if (range === 0)
            return (character + delta) % 65_536;
        const glyph = bytes.readUInt16BE(rangeAt + range + 2 * (character - first));
        return glyph === 0 ? 0 : (glyph + delta) % 65_536;
    }
    return 0;
}
