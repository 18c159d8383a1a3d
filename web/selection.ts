import { useEffect, useState } from 'preact/hooks';

const PREFIX = '#step-';

/** The address of a step within the page: whoever is sent it sees that step open. */
export function stepAddress(id: string): string {
  return `${PREFIX}${encodeURIComponent(id)}`;
}

function stepInAddress(): string | undefined {
  if (!location.hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(location.hash.slice(PREFIX.length));
  } catch {
    return undefined; // Somebody has cut the address short.
  }
}

function namesNothing(): boolean {
  return location.hash === '' || location.hash === '#top';
}

/** The id of the step that the address names, as it changes; while it names another place in the page, that of the step before. */
export function useSelectedStep(): string | undefined {
  const [id, setId] = useState(stepInAddress);
  useEffect(() => {
    const changed = (): void => setId((before) => stepInAddress() ?? (namesNothing() ? undefined : before));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return id;
}
