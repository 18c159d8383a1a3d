// The ratios as an SVG: one group of bars for each network.

const PEERS = { keras: '#7a8ea8', pytorch: '#c58a4a' };
const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 48;
const BOTTOM = 40;

/** How many times as long the peers take for a step. */
export function chart({ ratios }) {
  const nets = Object.keys(ratios.keras);
  const highest = Math.max(2, ...nets.flatMap((net) => Object.keys(PEERS).map((peer) => ratios[peer][net] ?? 0)));
  const y = (value) => HEIGHT - BOTTOM - (value / (highest * 1.1)) * (HEIGHT - BOTTOM - 40);
  const group = (WIDTH - LEFT - 10) / nets.length;
  const parts = [];
  for (let tick = 0; tick <= highest * 1.1; tick += highest > 8 ? 2 : 1) {
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${y(tick)}" y2="${y(tick)}" stroke="${tick === 1 ? '#222' : '#ddd'}"/>`,
    );
    parts.push(`<text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}x</text>`);
  }
  for (const [index, net] of nets.entries()) {
    const left = LEFT + index * group;
    for (const [place, [peer, colour]] of Object.entries(PEERS).entries()) {
      const value = ratios[peer][net];
      if (value === undefined) continue;
      const x = left + group * (0.18 + place * 0.33);
      const box = `x="${x}" y="${y(value)}" width="${group * 0.3}" height="${y(0) - y(value)}"`;
      parts.push(`<rect ${box} fill="${colour}"><title>${net}: ${peer} ${value}</title></rect>`);
      parts.push(`<text x="${x + group * 0.15}" y="${y(value) - 4}" text-anchor="middle">${value.toFixed(1)}</text>`);
    }
    const label = Number.isNaN(Number(net)) ? net : `${net} filters`;
    parts.push(`<text x="${left + group / 2}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label}</text>`);
  }
  const legend = Object.entries(PEERS).map(
    ([peer, colour], index) =>
      `<rect x="${LEFT + index * 90}" y="10" width="12" height="12" fill="${colour}"/><text x="${LEFT + 17 + index * 90}" y="20">${peer}</text>`,
  );
  const style = 'font-family="sans-serif" font-size="12" fill="#222"';
  const title = "<title>Time of a training step, as a multiple of Assay's</title>";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ${style}>${title}<rect width="100%" height="100%" fill="#fff"/>${legend.join('')}${parts.join('')}</svg>\n`;
}
