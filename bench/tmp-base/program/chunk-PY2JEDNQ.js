import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  StageFailure
} from "./chunk-ICSLOTAE.js";

// stages/drawing/image.js
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";
import sharp from "sharp";

// stages/drawing/font.js
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
var FONT_FAMILY = "IBM Plex Sans";
var FILES = {
  400: {
    name: "400Regular/IBMPlexSans_400Regular.ttf",
    sha256: "8685116dfbcfa639621631c4af0ad62e52ddeb9979acbec0007ccef2e4801a27"
  },
  600: {
    name: "600SemiBold/IBMPlexSans_600SemiBold.ttf",
    sha256: "659f916ce1922bd4fecac7cd5f26018817a2946327a5dd00169c8bab14ae2c58"
  }
};
var require2 = createRequire(new URL("../stages/drawing/font.js", import.meta.url).href);
var fonts = /* @__PURE__ */ new Map();
function textWidth(text2, style) {
  const font = loadFont(style.weight ?? 400);
  let units = 0;
  for (const character of text2)
    units += font.advance(character.codePointAt(0) ?? 0);
  return units * style.size / font.unitsPerEm;
}
function hasGlyphs(text2) {
  const both = [loadFont(400), loadFont(600)];
  const characters = Array.from(text2, (character) => character.codePointAt(0) ?? 0);
  return characters.every((character) => both.every((font) => font.has(character)));
}
function fontConfiguration(cache) {
  const folders = [400, 600].map((weight) => dirname(loadFont(weight).file));
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map((folder) => `  <dir>${xml(folder)}</dir>
`).join("")}  <cachedir>${xml(cache)}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
`;
}
function xml(text2) {
  return text2.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
function loadFont(weight) {
  const known = fonts.get(weight);
  if (known !== void 0)
    return known;
  const { name, sha256 } = FILES[weight];
  let file;
  let bytes;
  try {
    file = join(dirname(require2.resolve("@expo-google-fonts/ibm-plex-sans/package.json")), name);
    bytes = readFileSync(file);
  } catch (error) {
    throw new StageFailure(`Cannot read the font file ${name}`, { hint: 'Run "npm install".', cause: error });
  }
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256) {
    throw new StageFailure(`The font file ${name} is not the expected one: its sha256 is ${found}, expected ${sha256}`, {
      hint: 'Run "npm ci" to install the version in package-lock.json.'
    });
  }
  const font = readTrueType(file, bytes);
  fonts.set(weight, font);
  return font;
}
function readTrueType(file, bytes) {
  const tables = /* @__PURE__ */ new Map();
  for (let index = 0; index < bytes.readUInt16BE(4); index++) {
    const entry = 12 + 16 * index;
    tables.set(bytes.toString("latin1", entry, entry + 4), bytes.readUInt32BE(entry + 8));
  }
  const table = (tag) => {
    const offset = tables.get(tag);
    if (offset === void 0)
      throw new Error(`Internal error: font ${file} has no table "${tag}"`);
    return offset;
  };
  const map = unicodeMap(bytes, table("cmap"));
  const metrics = table("hmtx");
  const lastMetric = bytes.readUInt16BE(table("hhea") + 34) - 1;
  return {
    file,
    unitsPerEm: bytes.readUInt16BE(table("head") + 18),
    has: (character) => glyphOf(bytes, map, character) !== 0,
    advance: (character) => bytes.readUInt16BE(metrics + 4 * Math.min(glyphOf(bytes, map, character), lastMetric))
  };
}
function unicodeMap(bytes, cmap) {
  for (let index = 0; index < bytes.readUInt16BE(cmap + 2); index++) {
    const subtable = cmap + bytes.readUInt32BE(cmap + 4 + 8 * index + 4);
    if (bytes.readUInt16BE(subtable) === 4)
      return subtable;
  }
  throw new Error("Internal error: the font has no character map of format 4");
}
function glyphOf(bytes, map, character) {
  const doubled = bytes.readUInt16BE(map + 6);
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
      return (character + delta) % 65536;
    const glyph = bytes.readUInt16BE(rangeAt + range + 2 * (character - first));
    return glyph === 0 ? 0 : (glyph + delta) % 65536;
  }
  return 0;
}

// stages/drawing/image.js
var SCALE = 2;
function paintMatrix(values, options) {
  const { width, size } = options;
  const height = values.length / width;
  if (!Number.isInteger(height) || !Number.isInteger(size) || size < 1) {
    throw new Error(`Internal error: cannot paint ${values.length} values in rows of ${width} as squares of ${size}`);
  }
  const data = new Uint8Array(width * size * height * size * 3);
  const rowBytes = width * size * 3;
  for (let row = 0; row < height; row++) {
    const start = row * size * rowBytes;
    for (let column = 0; column < width; column++) {
      const colour = options.colour(values[row * width + column] ?? 0);
      for (let pixel = 0; pixel < size; pixel++)
        data.set(colour, start + (column * size + pixel) * 3);
    }
    for (let copy = 1; copy < size; copy++)
      data.copyWithin(start + copy * rowBytes, start, start + rowBytes);
  }
  return { width: width * size, height: height * size, data };
}
function shrink(values, { width, factor }) {
  const height = values.length / width;
  const columns = Math.ceil(width / factor);
  const sums = new Float64Array(columns * Math.ceil(height / factor));
  const counts = new Float64Array(sums.length);
  for (let index = 0; index < values.length; index++) {
    const [row, column] = [Math.floor(index / width), index % width];
    const place = Math.floor(row / factor) * columns + Math.floor(column / factor);
    sums[place] = (sums[place] ?? 0) + (values[index] ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return sums.map((sum, place) => sum / (counts[place] ?? 1));
}
function paste(onto, picture2, place) {
  const { left, top } = place;
  const inside = left >= 0 && top >= 0 && left + picture2.width <= onto.width && top + picture2.height <= onto.height;
  if (!inside || !Number.isInteger(left) || !Number.isInteger(top)) {
    throw new Error(`Internal error: cannot paste ${picture2.width} x ${picture2.height} pixels at (${left}, ${top}) into ${onto.width} x ${onto.height}`);
  }
  const rowBytes = picture2.width * 3;
  for (let row = 0; row < picture2.height; row++) {
    const from = row * rowBytes;
    onto.data.set(picture2.data.subarray(from, from + rowBytes), ((top + row) * onto.width + left) * 3);
  }
}
var fonts2;
function prepareFonts(folder = tmpdir()) {
  fonts2 ??= readFonts(folder);
  return fonts2;
}
async function readFonts(folder) {
  const own = mkdtempSync(join2(folder, "assay-fonts-"));
  try {
    const file = join2(own, "fonts.conf");
    writeFileSync(file, fontConfiguration(join2(own, "cache")));
    process.env["FONTCONFIG_FILE"] = file;
    process.env["PANGOCAIRO_BACKEND"] = "fontconfig";
    const both = ["400", "600"].map((weight) => `<text font-family="x" font-weight="${weight}">x</text>`);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${both.join("")}</svg>`;
    await sharp(Buffer.from(svg)).raw().toBuffer();
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
async function drawSvg(svg) {
  await prepareFonts();
  const { data, info } = await sharp(Buffer.from(svg), { density: 72 * SCALE }).flatten({ background: "#ffffff" }).toColourspace("srgb").removeAlpha().raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3)
    throw new Error(`Internal error: expected 3 channels from sharp, found ${info.channels}`);
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
async function writePng(path, raster) {
  const { width, height, data } = raster;
  await sharp(data, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 9 }).toFile(path);
}

// stages/drawing/colour.js
var INK = { text: "#1f2328", quiet: "#656d76", line: "#d0d7de", frame: "#8c959f", paper: "#ffffff" };
var BLUE_TO_RED = [
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31]
];
var PAPER_TO_BLUE = [
  [255, 255, 249],
  [237, 248, 217],
  [199, 233, 180],
  [127, 205, 187],
  [65, 182, 196],
  [29, 145, 192],
  [34, 94, 168],
  [37, 52, 148],
  [8, 29, 88]
];
var CATEGORIES = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#e69f00",
  "#000000"
];
var DARK_TO_BRIGHT = [
  [68, 1, 84],
  [65, 68, 135],
  [42, 120, 142],
  [34, 168, 132],
  [122, 209, 81]
];
function diverging(value) {
  return between(BLUE_TO_RED, (value + 1) / 2);
}
function sequential(value) {
  return between(PAPER_TO_BLUE, value);
}
function ink(value) {
  return between([
    [255, 255, 255],
    [17, 17, 17]
  ], value);
}
function lineColours(count, options) {
  if (!options.ordered && count <= CATEGORIES.length)
    return CATEGORIES.slice(0, count);
  return Array.from({ length: count }, (_, index) => hex(between(DARK_TO_BRIGHT, count === 1 ? 0 : index / (count - 1))));
}
function hex(colour) {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
function between(stops, position) {
  const last = stops.length - 1;
  const at = Math.min(Math.max(position || 0, 0), 1) * last;
  const index = Math.min(Math.floor(at), last - 1);
  const [from, to] = [stops[index], stops[index + 1]];
  if (from === void 0 || to === void 0)
    throw new Error("Internal error: a ramp needs two colours");
  const part = at - index;
  const mix = (channel) => Math.round(from[channel] + (to[channel] - from[channel]) * part);
  return [mix(0), mix(1), mix(2)];
}

// stages/drawing/svg.js
var SIZE = { title: 15, text: 11, small: 9.5 };
function text(x, y, content, style = {}) {
  const { size = SIZE.text, weight = 400, fill = INK.text, anchor = "start", rotate } = style;
  const turn = rotate === void 0 ? "" : ` transform="rotate(${rotate} ${round(x)} ${round(y)})"`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${turn}>${xml(content)}</text>`;
}
function line(from, to, style = {}) {
  const [x1, y1, x2, y2] = [...from, ...to].map(round);
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${style.stroke ?? INK.line}" stroke-width="${style.width ?? 1}"/>`;
}
function frame(box) {
  const { left, top, width, height } = box;
  return `<rect x="${left - 0.25}" y="${top - 0.25}" width="${width + 0.5}" height="${height + 0.5}" fill="none" stroke="${INK.frame}" stroke-width="0.5"/>`;
}
function picture(width, height, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT_FAMILY}">
${parts.join("\n")}
</svg>
`;
}
function round(value) {
  return Math.round(value * 100) / 100;
}

// stages/drawing/tiles.js
function pixelSize([height, width], side) {
  return Math.max(1, Math.round(side * SCALE / Math.max(height, width)));
}
function tileSize(shape, side) {
  const size = pixelSize(shape, side);
  return { width: shape[1] * size / SCALE, height: shape[0] * size / SCALE };
}
function paintImages(values, shape, side) {
  const [height, width, channels] = shape;
  const count = height * width;
  const rasters = [];
  for (let start = 0; start < values.length; start += count * channels) {
    const colour = (pixel) => {
      const at = start + pixel * channels;
      if (channels !== 3)
        return ink(values[at] ?? 0);
      return [byte(values[at]), byte(values[at + 1]), byte(values[at + 2])];
    };
    rasters.push(paintMatrix([...Array(count).keys()], { width, size: pixelSize(shape, side), colour }));
  }
  return rasters;
}
function byte(value = 0) {
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}

export {
  FONT_FAMILY,
  textWidth,
  hasGlyphs,
  SCALE,
  paintMatrix,
  shrink,
  paste,
  prepareFonts,
  drawSvg,
  writePng,
  INK,
  CATEGORIES,
  diverging,
  sequential,
  ink,
  lineColours,
  hex,
  SIZE,
  text,
  line,
  frame,
  picture,
  tileSize,
  paintImages
};
