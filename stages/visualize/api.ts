// What `import ... from 'assay/drawing'` gives to a pack: how a chart is written, and what the built-in ones draw with.

export type { TopLevelSpec } from 'vega-lite';
export { CHART_CONFIG } from '../drawing/chart.ts';
export { CATEGORIES, type Colour, diverging, hex, ink, INK, lineColours, sequential } from '../drawing/colour.ts';
export { FONT_FAMILY, hasGlyphs, textWidth, type Weight, xml } from '../drawing/font.ts';
export { blank, drawSvg, paintMatrix, paste, type Raster, SCALE, shrink, writePng } from '../drawing/image.ts';
export { compact, decimal, fixed, grouped, percent, rounded, signed } from '../drawing/number.ts';
export { axesOf, inputAt, placed, type Placed, showPoint, showValue } from '../drawing/point.ts';
export { frame, line, picture, SIZE, text, type TextStyle } from '../drawing/svg.ts';
export { paintImages, type Tile, tileSize } from '../drawing/tiles.ts';
export { type Chart, CHART, defineChart, IMAGE, type Known, TABLE } from './chart.ts';
export { checkSplit, knownAt } from './checks.ts';
export { startPicture, stopIfCancelled, writeChart, writeSvg } from './picture.ts';
