import { didYouMean, type Diagnostic } from '../core/diagnostic.ts';
import type { Document, Located } from './document.ts';
import { referenceName } from './references.ts';

/** Constants of constants multiply: this limits what a few lines can make of a file. */
const MOST_VALUES = 200_000;

/**
 * Replaces `$name` by the values of `constants`. Constants make no axis and may mention others. Leaves other references, such
 * as axes of the sweep, for later. A value keeps the place of its constant.
 */
export function applyConstants(document: Document): {
  readonly document: Document;
  readonly diagnostics: readonly Diagnostic[];
} {
  const declared = document.root.fields?.get('constants');
  if (declared?.fields === undefined) return { document, diagnostics: [] };
  const replacer = new Replacer(declared.fields);
  const axes = axesOf(document);
  for (const [name, { key, place }] of declared.fields) {
    if (axes.includes(name)) {
      const message = `"${name}" is an axis of the sweep and a constant: rename one of them`;
      replacer.diagnostics.push({ message, at: key ?? place });
    }
  }
  const fields = new Map<string, Located>();
  for (const [name, value] of document.root.fields ?? []) {
    if (name !== 'constants') fields.set(name, replacer.replace(value, []));
  }
  replacer.tellUnused();
  return { document: { ...document, root: { ...document.root, fields } }, diagnostics: replacer.diagnostics };
}

class Replacer {
  readonly diagnostics: Diagnostic[] = [];
  readonly #constants: ReadonlyMap<string, Located>;
  readonly #used = new Set<string>();
  #values = 0;

  constructor(constants: ReadonlyMap<string, Located>) {
    this.#constants = constants;
  }

  /** `located` with every mention replaced. `trail` are the constants whose values led here. */
  replace(located: Located, trail: readonly string[]): Located {
    this.#values += 1;
    if (this.#values === MOST_VALUES) {
      const message = 'Expanding the constants makes this file too large';
      this.diagnostics.push({ message, at: located.place });
    }
    if (this.#values >= MOST_VALUES) return located;
    if (located.items !== undefined)
      return { ...located, items: located.items.map((item) => this.replace(item, trail)) };
    if (located.fields !== undefined) {
      const fields = [...located.fields].map(([key, value]) => [key, this.replace(value, trail)] as const);
      return { ...located, fields: new Map(fields) };
    }
    const name = typeof located.scalar === 'string' ? referenceName(located.scalar) : undefined;
    const constant = name === undefined ? undefined : this.#constants.get(name);
    if (name === undefined || constant === undefined) return located;
    this.#used.add(name);
    if (trail.includes(name)) {
      const circle = [...trail.slice(trail.indexOf(name)), name].map((each) => `$${each}`).join(' -> ');
      this.diagnostics.push({
        message: `These constants mention each other in a circle: ${circle}`,
        at: located.place,
      });
      return located;
    }
    const value = this.replace(constant, [...trail, name]);
    return { ...value, ...(located.key && { key: located.key }) };
  }

  /** A constant that nothing mentions is most likely a typing error. */
  tellUnused(): void {
    const used = [...this.#used];
    for (const [name, { key, place }] of this.#constants) {
      if (this.#used.has(name)) continue;
      const guess = didYouMean(name, used);
      const message = `Nothing mentions the constant "${name}"${guess || `: write $${name} where it belongs, or remove it`}`;
      this.diagnostics.push({ message, at: key ?? place });
    }
  }
}

function axesOf({ root }: Document): readonly string[] {
  const sweep = root.fields?.get('sweep')?.fields;
  const zipped = (sweep?.get('zip')?.items ?? []).flatMap((group) => [...(group.fields?.keys() ?? [])]);
  const sampled = sweep?.get('sample')?.fields?.get('axes')?.fields?.keys() ?? [];
  return [...(sweep?.keys() ?? []), ...zipped, ...sampled];
}
