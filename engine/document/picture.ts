const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
};

/** Whether files of this extension are pictures that a browser shows. */
export function isPicture(extension: string): boolean {
  return Object.hasOwn(TYPES, extension);
}

/** A picture as an address that contains it. */
export function pictureSource(extension: string, bytes: Uint8Array): string {
  return `data:${TYPES[extension]};base64,${Buffer.from(bytes).toString('base64')}`;
}
