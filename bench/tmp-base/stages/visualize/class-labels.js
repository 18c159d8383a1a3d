import { hasGlyphs, textWidth } from '../drawing/font.js';
import { SIZE } from '../drawing/svg.js';
/**
 * Names as labels. One that the font has no letters for, or that looks empty, is shown as the number of its class; one that is
 * too long as the number and its beginning.
 *
 * The fonts have Latin, Greek and Cyrillic letters. Those for Chinese, Japanese and Korean alone would be thirty times as
 * large as all the rest of a picture's code.
 *
 * @param most the width of a label, in units of a picture
 */
export function classLabels(names, most) {
    let [numbered, cut] = [false, false];
    const labels = names.map((name, index) => {
        // Composed letters: the font has "é", and not the accent alone.
        const composed = name.normalize('NFC');
        if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(composed) || !hasGlyphs(composed)) {
            numbered = true;
            return `class ${index}`;
        }
        if (widthOf(composed) <= most)
            return composed;
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
function beginning(name, number, most) {
    let text = number;
    for (const letter of name) {
        if (widthOf(`${text}${letter}…`) > most)
            break;
        text += letter;
    }
    return `${text.trimEnd()}…`;
}
function widthOf(text) {
    return textWidth(text, { size: SIZE.text });
}
