/** Why a path in a bundle is none that Assay would write; undefined for a relative path that every system can have. */
export function wrongWithName(path: string): string | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || /^\.+$/.test(part))) return 'its path leads elsewhere';
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  const isOdd = (part: string): boolean => /[\u0000-\u001f\u007f\\:*?"<>|]|[. ]$/.test(part) || part.length > 240;
  return parts.some(isOdd) ? 'not every system can have a file of this name' : undefined;
}

/** The same for a file of the project, which other programs may run or hide. */
export function wrongWithProjectFile(path: string): string | undefined {
  const hidden = path.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
  return wrongWithName(path) ?? (hidden ? 'it would be hidden or run by other programs' : undefined);
}
