import { hasGlyphs, textWidth } from '../drawing/font.ts';
import { SIZE } from '../drawing/svg.ts';

/** The names of classes as a picture can show them. The tables beside a picture contain them in full. */
export interface ClassLabels {
  /** In the order of the names. No two are alike unless two names are. */
  readonly labels: readonly string[];
  /** What the reader must know about them; empty if all are the names themselves. */
  readonly note: string;
}

/**
 * Turns names into labels. A name that the font has no letters for, or that looks empty, becomes the number of its class; a name
 * that is too long becomes the number and its beginning.
 *
 * The fonts have Latin, Greek and Cyrillic letters. Fonts for Chinese, Japanese and Korean alone would be thirty times as large as
 * everything else that a picture needs.
 *
 * @param most the width of a label, in units of a picture
 */
export function classLabels(names: readonly string[], most: number): ClassLabels {
  let [numbered, cut] = [false, false];
  const labels = names.map((name, index) => {
    // Composed letters: the font has "é", but not the accent alone.
    const composed = name.normalize('NFC');
    if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(composed) || !hasGlyphs(composed)) {
      numbered = true;
      return `class ${index}`;
    }
    if (widthOf(composed) <= most) return composed;
    cut = true;
    return beginning(composed, `${index}: `, most);
  });
  const notes = [
    ...(numbered ? ['“class N”: a name that this font cannot show'] : []),
    ...(cut ? ['“N: …”: the beginning of a long name'] : []),
  ];
  return { labels, note: notes.length === 0 ? '' : `${notes.join(', ')}; the table has all names` };
}

/** As many letters as fit, after `number` and before an ellipsis. */
function beginning(name: string, number: string, most: number): string {
  let text = number;
  for (const letter of name) {
    if (widthOf(`${text}${letter}…`) > most) break;
    text += letter;
  }
  return `${text.trimEnd()}…`;
}

function widthOf(text: string): number {
  return textWidth(text, { size: SIZE.text });
}
