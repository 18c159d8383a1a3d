import type { Sharp, SharpOptions } from 'sharp';
import { isExpected, StageFailure } from '../../engine/core/failure.ts';
import { formatOf } from './image-format.ts';
import type { Part } from './part.ts';
import { downloadHint, whatIs } from './sniff.ts';

type Open = (bytes: Uint8Array, options: SharpOptions) => Sharp;

/** An image as read, and what it should be. */
interface Image {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly shape: Part['shape'];
}

/**
 * One image as uint8 `[height, width, channels]`: values as stored, whatever colour profile the file names, upright as cameras
 * note it (EXIF).
 *
 * @param open the library `sharp`, which is native and slow to load
 * @throws StageFailure if the file is damaged, not what its name says, or of another size or more channels than the shape
 */
export async function decodeImage(open: Open, image: Image): Promise<Uint8Array> {
  const { path, bytes, shape } = image;
  const [height, width] = shape;
  const format = checkFormat(path, bytes);
  // EXIF turns pictures of cameras; PNG files with such a note are rare enough to leave as they always were.
  const reader = open(bytes, { ignoreIcc: true, failOn: 'warning', autoOrient: format !== 'PNG' });
  let pixels;
  try {
    const found = await reader.metadata();
    const upright = format === 'PNG' ? found : found.autoOrient;
    // Checked first, because unpacking an image of a billion pixels would take all memory.
    if (upright.height !== height || upright.width !== width) {
      throw wrong(path, `${height} x ${width} pixels (height x width)`, `${upright.height} x ${upright.width}`);
    }
    if ((found.pages ?? 1) > 1) throw wrong(path, 'one picture', `an animation of ${found.pages}`);
    if (found.space === 'cmyk') throw wrong(path, 'grey or red, green and blue', 'inks of a printer (CMYK)');
    if (found.depth !== 'uchar') throw wrong(path, '8 bits per channel', `depth ${found.depth}`);
    pixels = await reader.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (isExpected(error)) throw error;
    const damage = format === 'PNG' ? damageOf(bytes) : undefined;
    throw new StageFailure(`Cannot read "${path}" as a ${format} image: ${damage ?? (error as Error).message}`, {
      cause: error,
    });
  }
  return withChannels(pixels.data, pixels.info.channels, image);
}

function wrong(path: string, expected: string, found: string): StageFailure {
  return new StageFailure(`Wrong image "${path}": expected ${expected}, found ${found}`);
}

/**
 * Pixels with the channels that the dataset has.
 *
 * @param given channels of the pixels: grey or colours, the last but one or three opacity
 */
function withChannels(pixels: Uint8Array, given: number, { path, shape }: Image): Uint8Array {
  const [height, width, channels] = shape;
  const colours = given < 3 ? 1 : 3;
  const own = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = [0, 1, 2].map((channel) => pixels[pixel * given + (channel % colours)]);
    if (given > colours && pixels[(pixel + 1) * given - 1] !== 255) {
      throw wrong(path, 'opaque pixels', 'transparent ones');
    }
    if (channels === 1 && (red !== green || red !== blue)) {
      throw new StageFailure(`Wrong image "${path}": expected grey, found colours`, {
        hint: 'Set "channels: 3" in the dataset.',
      });
    }
    own.set(channels === 1 ? [red ?? 0] : [red ?? 0, green ?? 0, blue ?? 0], pixel * channels);
  }
  return own;
}

/**
 * The name of the format that a file's name promises.
 *
 * @throws StageFailure if its content is something else, which it names
 */
function checkFormat(path: string, bytes: Uint8Array): string {
  const name = formatOf(path)?.name ?? 'PNG';
  const what = whatIs(bytes);
  if (what === `a ${name} image`) return name;
  const isImage = /^a \w+ image$/.test(what ?? '');
  const hint = isImage
    ? `Convert it to ${name}: a file keeps its format when only its name is changed.`
    : downloadHint(what);
  const begins = `a file that begins with 0x${Buffer.from(bytes.subarray(0, 8)).toString('hex')}`;
  throw new StageFailure(`Wrong image "${path}": expected a ${name} image, found ${what ?? begins}`, {
    ...(hint !== undefined && { hint }),
  });
}

/** The length of what every PNG file begins with; then come chunks, each with its length, type, content and checksum. */
const SIGNATURE_BYTES = 8;
const CHUNK = { before: 8, after: 4 } as const;

/** Where the chunks of a PNG file are damaged; undefined if they are whole. */
function damageOf(file: Uint8Array): string | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  for (let at = SIGNATURE_BYTES; at < bytes.length;) {
    const left = bytes.length - at;
    const length = left < CHUNK.before ? 0 : bytes.readUInt32BE(at);
    const whole = CHUNK.before + length + CHUNK.after;
    if (left < whole) return `byte ${at}: the file ends early: expected a chunk of ${whole} bytes, found ${left}`;
    at += whole;
  }
  return undefined;
}
