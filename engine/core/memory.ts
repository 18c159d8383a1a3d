const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** The number of bytes in a text such as `512 MB` or `1.5 GB` (powers of 1000); undefined for any other text. */
export function parseMemory(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB|TB)$/.exec(text) ?? [];
  const power = UNITS.indexOf(unit as (typeof UNITS)[number]);
  return amount === undefined || power === -1 ? undefined : Math.round(Number(amount) * 1000 ** power);
}

/** `16.4 GB`. */
export function showMemory(bytes: number): string {
  let power = 0;
  while (bytes / 1000 ** power >= 1000 && power < UNITS.length - 1) power += 1;
  return `${Number((bytes / 1000 ** power).toFixed(1))} ${UNITS[power]}`;
}
