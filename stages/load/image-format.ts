/** A format of pictures that a folder may hold. */
export interface ImageFormat {
  readonly name: string;
  /** In small letters, with the dot. */
  readonly extensions: readonly string[];
}

const FORMATS: readonly ImageFormat[] = [
  { name: 'PNG', extensions: ['.png'] },
  { name: 'JPEG', extensions: ['.jpg', '.jpeg'] },
  { name: 'WebP', extensions: ['.webp'] },
];

/** For people: `PNG, JPEG or WebP`. */
export const FORMAT_NAMES: string = FORMATS.map(({ name }) => name)
  .join(', ')
  .replace(/, (\w+)$/, ' or $1');

/** The format that a file's name promises; undefined if it is not one of these. */
export function formatOf(path: string): ImageFormat | undefined {
  const name = path.toLowerCase();
  return FORMATS.find(({ extensions }) => extensions.some((extension) => name.endsWith(extension)));
}
