import type { StageContext } from '../../../engine/core/stage.ts';
import { readingOf } from '../../../stages/load/reading.ts';
import type { Reading } from '../../../stages/load/reading.ts';

/** Reads for nobody: what it uses is not noted, and nothing stops it. */
export const READING: Reading = readingOf({ signal: new AbortController().signal, usedFile: () => undefined });

/** Reads, and notes by path which bytes it says it has used. */
export function notedReading(signal: AbortSignal = new AbortController().signal): {
  readonly reading: Reading;
  readonly used: ReadonlyMap<string, string>;
} {
  const used = new Map<string, string>();
  const usedFile: StageContext['usedFile'] = (path, digest) => void used.set(path, digest);
  return { reading: readingOf({ signal, usedFile }), used };
}
