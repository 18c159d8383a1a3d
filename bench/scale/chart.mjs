// Time of processors against the number of steps, as an SVG. Both axes are logarithmic: equal distances are equal ratios.

const LINES = {
  run: { name: 'run, all steps new', colour: '#0b6e4f', dash: '' },
  again: { name: 'run, all cached', colour: '#c8702a', dash: '7 4' },
  plan: { name: 'plan', colour: '#3b4a6b', dash: '2 4' },
};
const WIDTH = 720;
const HEIGHT = 400;
const EDGE = { left: 72, right: 170, top: 40, bottom: 56 };

/** Of `loops` as in results/scale.json. */
export function scaleChart({ loops, nodes }) {
  const seconds = loops.flatMap((row) => Object.keys(LINES).map((line) => row[line].cpuS));
  const x = scale(loops[0].steps, loops.at(-1).steps, [EDGE.left + 12, WIDTH - EDGE.right]);
  const y = scale(Math.min(...seconds) / 1.5, Math.max(...seconds) * 1.5, [HEIGHT - EDGE.bottom, EDGE.top]);
  const parts = [];
  for (const tick of [0.1, 0.3, 1, 3, 10, 30, 100, 300].filter((s) => y(s) <= HEIGHT - EDGE.bottom && y(s) >= EDGE.top))
    parts.push(
      `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>`,
      `<text x="${EDGE.left - 8}" y="${y(tick) + 5}" text-anchor="end">${tick} s</text>`,
    );
  for (const { steps } of loops)
    parts.push(
      `<text x="${x(steps)}" y="${HEIGHT - EDGE.bottom + 22}" text-anchor="middle">${steps.toLocaleString('en')}</text>`,
    );
  const last = loops.at(-1);
  for (const [line, { name, colour, dash }] of Object.entries(LINES)) {
    const path = loops.map((row, index) => `${index === 0 ? 'M' : 'L'}${x(row.steps)} ${y(row[line].cpuS)}`).join('');
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>`);
    for (const row of loops)
      parts.push(`<circle cx="${x(row.steps)}" cy="${y(row[line].cpuS)}" r="4" fill="${colour}"/>`);
    parts.push(
      `<text x="${WIDTH - EDGE.right + 12}" y="${y(last[line].cpuS) + 5}" fill="${colour}" font-weight="600">${name}</text>`,
    );
  }
  parts.push(
    `<text x="${EDGE.left}" y="22">seconds of a processor, on a simulated cluster of ${nodes.toLocaleString('en')} nodes</text>`,
    `<text x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">steps</text>`,
  );
  const title = '<title>Time of processors against the number of steps</title>';
  const style = 'font-family="sans-serif" font-size="14" fill="#222"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${style}>${title}<rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`;
}

function scale(from, to, [start, end]) {
  return (value) => Number((start + (Math.log(value / from) / Math.log(to / from)) * (end - start)).toFixed(1));
}
