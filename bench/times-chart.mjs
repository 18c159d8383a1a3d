// Time per step against the number of filters, for every contender, as an SVG. Both axes are logarithmic: equal distances are equal
// ratios.

/** Dark and light differ as well as hue, so that the lines can be told apart without colours. */
const LINES = {
  assay: { name: 'Assay', colour: '#0b6e4f', width: 3 },
  'assay-direct': { name: 'Assay, direct', colour: '#6bb39b', width: 2 },
  keras: { name: 'Keras', colour: '#3b4a6b', width: 2 },
  pytorch: { name: 'PyTorch', colour: '#c8702a', width: 2 },
};
const WIDTH = 720;
const HEIGHT = 420;
const EDGE = { left: 64, right: 150, top: 24, bottom: 48 };

/** The networks with so many filters in both convolutions. A peer's line is that of its fastest setting. */
export function timesChart({ nets }) {
  const filters = Object.keys(nets).filter((net) => !Number.isNaN(Number(net)));
  const timesOf = (line) =>
    filters.flatMap((net) => {
      const contender = nets[net].fastest?.[line] ?? line;
      const ms = nets[net].ms[contender]?.median;
      return ms === undefined ? [] : [[Number(net), ms]];
    });
  const lines = Object.keys(LINES).map((line) => [line, timesOf(line)]);
  const all = lines.flatMap(([, points]) => points.map(([, ms]) => ms));
  const x = scale(Number(filters[0]), Number(filters.at(-1)), [EDGE.left, WIDTH - EDGE.right]);
  const y = scale(Math.min(...all) / 1.3, Math.max(...all) * 1.3, [HEIGHT - EDGE.bottom, EDGE.top]);
  const parts = [];
  for (const tick of [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].filter((ms) => inside(y(ms)))) {
    parts.push(
      `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>`,
      `<text x="${EDGE.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    );
  }
  for (const net of filters)
    parts.push(`<text x="${x(net)}" y="${HEIGHT - EDGE.bottom + 20}" text-anchor="middle">${net}</text>`);
  for (const [line, points] of lines) {
    const { colour, width } = LINES[line];
    const path = points.map(([net, ms], index) => `${index === 0 ? 'M' : 'L'}${x(net)} ${y(ms)}`).join('');
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"/>`);
    for (const [net, ms] of points)
      parts.push(`<circle cx="${x(net)}" cy="${y(ms)}" r="3.5" fill="${colour}"><title>${ms} ms</title></circle>`);
  }
  for (const { line, at } of labels(
    lines.filter(([, points]) => points.length > 0),
    y,
  )) {
    const { name, colour } = LINES[line];
    parts.push(`<text x="${WIDTH - EDGE.right + 12}" y="${at + 4}" fill="${colour}" font-weight="600">${name}</text>`);
  }
  parts.push(
    `<text x="${EDGE.left}" y="14">ms per step of 128 images</text>`,
    `<text x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">filters in both convolutions</text>`,
  );
  const style = 'font-family="sans-serif" font-size="12" fill="#222"';
  const title = '<title>Time of a training step against the number of filters</title>';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${style}>${title}<rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`;
}

function scale(from, to, [start, end]) {
  return (value) => Number((start + (Math.log(value / from) / Math.log(to / from)) * (end - start)).toFixed(1));
}

function inside(at) {
  return at >= EDGE.top && at <= HEIGHT - EDGE.bottom;
}

/** Names at the right ends of the lines, moved apart where these are close. */
function labels(lines, y) {
  const placed = lines.map(([line, points]) => ({ line, at: y(points.at(-1)[1]) })).sort((a, b) => a.at - b.at);
  for (let index = 1; index < placed.length; index += 1)
    placed[index].at = Math.max(placed[index].at, placed[index - 1].at + 16);
  return placed;
}
