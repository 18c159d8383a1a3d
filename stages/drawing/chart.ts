import type { Config, TopLevelSpec } from 'vega-lite';
import { INK } from './colour.ts';
import { FONT_FAMILY, textWidth } from './font.ts';
import { SIZE } from './svg.ts';

/** A part of vega that its types leave out: how it measures text without a canvas. */
interface TextMetrics {
  width(item: { readonly fontSize?: number; readonly fontWeight?: number | string }, text: unknown): number;
}

/** The look of all charts: labels before lines, no boxes, thin grid. */
export const CHART_CONFIG: Config = {
  font: FONT_FAMILY,
  background: INK.paper,
  padding: { left: 12, right: 16, top: 12, bottom: 12 },
  view: { stroke: null },
  title: {
    anchor: 'start',
    frame: 'group',
    fontSize: SIZE.title,
    fontWeight: 600,
    color: INK.text,
    subtitleFontSize: SIZE.text,
    subtitleColor: INK.quiet,
    subtitlePadding: 5,
    offset: 14,
  },
  axis: {
    labelFontSize: SIZE.text,
    labelColor: INK.text,
    titleFontSize: SIZE.text,
    titleFontWeight: 400,
    titleColor: INK.quiet,
    titlePadding: 8,
    labelPadding: 4,
    gridColor: '#eaeef2',
    domainColor: INK.frame,
    tickColor: INK.frame,
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
  axisX: { grid: false, labelFlush: false },
  legend: {
    labelFontSize: SIZE.text,
    labelColor: INK.text,
    titleFontSize: SIZE.text,
    titleFontWeight: 600,
    titleColor: INK.text,
    symbolStrokeWidth: 2,
    symbolSize: 160,
    rowPadding: 4,
  },
};

/**
 * Draws a chart as SVG, without a browser. The same specification gives the same text. Without a canvas, vega only estimates
 * the widths of texts; here they are measured with the fonts of the pictures.
 */
export async function drawChart(spec: TopLevelSpec): Promise<string> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const metrics = (vega as unknown as { readonly textMetrics: TextMetrics }).textMetrics;
  metrics.width = (item, text) =>
    textWidth(textOf(text), { size: item.fontSize ?? SIZE.text, weight: isBold(item.fontWeight) ? 600 : 400 });
  const compiled = compile(spec, { config: CHART_CONFIG });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logLevel: vega.Warn });
  try {
    // vega numbers clipping paths through the life of the process; text that depends on what was drawn before is not the same.
    vega.resetSVGDefIds();
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

/** vega passes a text, a number, or the lines of a text; it measures one line at a time. */
function textOf(text: unknown): string {
  return typeof text === 'string' || typeof text === 'number' ? String(text) : '';
}

function isBold(weight: number | string | undefined): boolean {
  return weight === 'bold' || Number(weight) >= 600;
}
