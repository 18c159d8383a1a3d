import type { Diagnostic, Source } from '../core/diagnostic.ts';
import type { Document } from '../read/document.ts';
import { parseYaml } from '../read/yaml.ts';

/** More faults than these belong to a text that is no YAML at all. */
const MOST_REPAIRS = 6;

/** What can be read of a text that somebody is writing. */
export interface Repaired {
  /** Offsets are those of the original: lines that cannot be read are spaces. */
  readonly source: Source;
  /** Undefined when too much is wrong. */
  readonly document?: Document;
  /** What is wrong with the original as YAML. */
  readonly faults: readonly Diagnostic[];
  /** The lines that were left out, by their offset. */
  readonly omitted: readonly { readonly start: number; readonly text: string }[];
}

/**
 * Reads the text of a file, leaving out the lines that are no YAML.
 *
 * @param keep the offset of a line to keep: if that one is at fault, nothing can be read
 */
export function repair(source: Source, keep?: number): Repaired {
  let { text } = source;
  let faults: readonly Diagnostic[] | undefined;
  const omitted: { readonly start: number; readonly text: string }[] = [];
  for (let round = 0; round <= MOST_REPAIRS; round++) {
    const repaired: Source = round === 0 ? source : { file: source.file, text };
    const { document, diagnostics } = parseYaml(repaired);
    // What is wrong afterwards may follow from what was left out.
    faults ??= diagnostics;
    if (document !== undefined) return { source: repaired, document, faults, omitted };
    for (const { at } of diagnostics) {
      const start = text.lastIndexOf('\n', at.start - 1) + 1;
      const next = text.indexOf('\n', at.start);
      const line = text.slice(start, next === -1 ? undefined : next);
      const isKept = keep !== undefined && keep >= start && keep <= start + line.length;
      if (isKept || (line.trim() === '' && diagnostics.length === 1)) return { source, faults, omitted };
      if (line.trim() === '') continue;
      omitted.push({ start, text: line });
      text = text.slice(0, start) + line.replaceAll(/[^\r]/g, ' ') + text.slice(start + line.length);
    }
    if (text.trim() === '') break;
  }
  return { source, faults: faults ?? [], omitted };
}
