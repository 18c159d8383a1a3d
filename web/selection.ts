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

/** The id of the step that the address names, as it changes. */
export function useSelectedStep(): string | undefined {
  const [id, setId] = useState(stepInAddress);
  useEffect(() => {
    const changed = (): void => setId((before) => stepInAddress() ?? before);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return id;
}
