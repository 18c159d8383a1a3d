const LETTER = 8.4;
const LINE = 20;
const EDGE = 20;
/** How long the last frame stays before it begins again. */
const LAST_MS = 5000;

/** A drawing that plays frames one after the other, for ever; who wants no motion sees the last one. */
export function recordingSvg(frames, { columns, rows }) {
  const [width, height] = [Math.ceil(columns * LETTER + 2 * EDGE), rows * LINE + 2 * EDGE];
  const total = frames.at(-1).at + LAST_MS;
  const ids = new Map();
  const shown = frames.map(({ screen }) =>
    screen
      .map((runs, row) => (runs.length === 0 ? '' : `<use href="#${idOf(ids, runs)}" y="${row * LINE}"/>`))
      .join(''),
  );
  const rowsOnce = Array.from(ids, ([drawn, id]) => `<g id="${id}">${drawn}</g>`).join('\n');
  const steps = frames.map(({ at }, index) => {
    const from = (at / total) * 100;
    const to = ((frames[index + 1]?.at ?? total) / total) * 100;
    return `@keyframes f${index}{0%,100%{visibility:hidden}${percent(from)}{visibility:visible}${percent(to)}{visibility:hidden}}`;
  });
  const groups = shown.map((uses, index) =>
    `<g class="f" style="animation-name:f${index}">${uses}</g>`.replace(
      'class="f"',
      index === frames.length - 1 ? 'class="f last"' : 'class="f"',
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A terminal: assay runs an experiment, reuses all of it, and plans what a change would run">
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e7e9eb;white-space:pre}
.b{font-weight:700}.d{opacity:.65}.c1,.c9{fill:#ff9a66}.c2,.c10{fill:#4cc4a4}.c3,.c11{fill:#e0c060}.c4,.c12,.c6,.c14{fill:#8fb3ff}
.f{visibility:hidden;animation-duration:${total}ms;animation-iteration-count:infinite;animation-timing-function:step-end}
${steps.join('\n')}
@media (prefers-reduced-motion:reduce){.f{animation:none}.last{visibility:visible}}
</style>
<defs>
${rowsOnce}
</defs>
<rect width="100%" height="100%" rx="6" fill="#14171a"/>
<g transform="translate(${EDGE} ${EDGE + 14})">
${groups.join('\n')}
</g>
</svg>
`;
}

function percent(share) {
  return `${Number(share.toFixed(3))}%`;
}

/** The same line stands in many frames and is drawn once. */
function idOf(ids, runs) {
  const drawn = runs.map(textOf).join('');
  const known = ids.get(drawn);
  if (known !== undefined) return known;
  const id = `r${ids.size}`;
  ids.set(drawn, id);
  return id;
}

function textOf({ column, text, style }) {
  const lead = text.length - text.trimStart().length;
  const letters = [...text.trim()].length;
  const x = Number(((column + lead) * LETTER).toFixed(1));
  const length = Number((letters * LETTER).toFixed(1));
  // Letters of any monospaced font stand in their columns.
  return `<text x="${x}"${style === '' ? '' : ` class="${style}"`} textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text.trim())}</text>`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
