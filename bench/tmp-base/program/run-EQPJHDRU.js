import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  CATEGORIES,
  FONT_FAMILY,
  INK,
  SCALE,
  SIZE,
  diverging,
  drawSvg,
  frame,
  hasGlyphs,
  hex,
  ink,
  line,
  lineColours,
  paintImages,
  paintMatrix,
  paste,
  picture,
  prepareFonts,
  sequential,
  shrink,
  text,
  textWidth,
  tileSize,
  writePng
} from "./chunk-PY2JEDNQ.js";
import {
  inferShapes,
  sizeOf
} from "./chunk-237W3R2U.js";
import {
  chanceAbove,
  chanceBand,
  clusteredOrder,
  completeLinkage,
  layerOutput,
  modelOf,
  readTensors
} from "./chunk-HAGCH35J.js";
import {
  inputOf,
  pixelScaleOf
} from "./chunk-RWIOOWGZ.js";
import {
  compact,
  correlation,
  decimal,
  fixed,
  grouped,
  percent,
  rounded,
  signed
} from "./chunk-HYAQA7HG.js";
import "./chunk-ZP4NMCB7.js";
import {
  activationOf,
  kindOf
} from "./chunk-BXF6DQQB.js";
import {
  numbersAt,
  readTable,
  writeTable
} from "./chunk-WUAQWGRO.js";
import {
  atOnce
} from "./chunk-CUFUUSZA.js";
import {
  metadataAt,
  readSafetensors,
  tensorAt
} from "./chunk-HG5NX4EG.js";
import {
  canonical,
  isObject
} from "./chunk-P26KXDJE.js";
import {
  Cancelled,
  StageFailure
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// stages/visualize/run.js
import { writeFile as writeFile4 } from "node:fs/promises";

// stages/drawing/chart.js
import * as vega from "vega";
import { compile } from "vega-lite";
var CHART_CONFIG = {
  font: FONT_FAMILY,
  background: INK.paper,
  padding: { left: 12, right: 16, top: 12, bottom: 12 },
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: SIZE.title,
    fontWeight: 600,
    color: INK.text,
    subtitleFontSize: SIZE.text,
    subtitleColor: INK.quiet,
    subtitlePadding: 5,
    offset: 14
  },
  axis: {
    labelFontSize: SIZE.text,
    labelColor: INK.text,
    titleFontSize: SIZE.text,
    titleFontWeight: 400,
    titleColor: INK.quiet,
    titlePadding: 8,
    labelPadding: 4,
    gridColor: "#eaeef2",
    domainColor: INK.frame,
    tickColor: INK.frame,
    tickSize: 4
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
    rowPadding: 4
  }
};
async function drawChart(spec) {
  const metrics = vega.textMetrics;
  metrics.width = (item, text2) => textWidth(textOf(text2), { size: item.fontSize ?? SIZE.text, weight: isBold(item.fontWeight) ? 600 : 400 });
  const compiled = compile(spec, { config: CHART_CONFIG });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logLevel: vega.Warn });
  try {
    return `${await view.toSVG()}
`;
  } finally {
    view.finalize();
  }
}
function textOf(text2) {
  return typeof text2 === "string" || typeof text2 === "number" ? String(text2) : "";
}
function isBold(weight) {
  return weight === "bold" || Number(weight) >= 600;
}

// stages/drawing/point.js
function showValue(value) {
  if (value === void 0)
    return "";
  return typeof value === "string" ? value : canonical(value);
}
function showPoint(point) {
  return Object.entries(point).map(([axis, value]) => `${axis} = ${showValue(value)}`).join(", ");
}
function placed(subtitle, place) {
  return [subtitle, place ?? ""].filter((part) => part !== "").join(" \xB7 ");
}
function axesOf(points2) {
  return [...new Set(points2.flatMap((point) => Object.keys(point)))];
}
function inputAt(point, candidates, what) {
  const fits = (own) => Object.entries(own).every(([axis, value]) => axis in point && canonical(point[axis] ?? null) === canonical(value));
  const [found, ...others] = candidates.filter((candidate) => fits(candidate.point));
  if (found !== void 0 && others.length === 0)
    return found;
  const place = showPoint(point);
  throw new StageFailure(`${found === void 0 ? "No" : "More than one"} "${what}" artifact belongs to ${place === "" ? "the sweep" : place}: there are ${candidates.length}${candidates.length === 0 ? "" : `, at ${candidates.map((each) => showPoint(each.point) || "no axis").join("; ")}`}`, { hint: `Name every axis that multiplies "${what}" in the step's "over".` });
}

// stages/statistics/chi-square.js
function chiSquareAbove(value) {
  const x = value / 2;
  if (x <= 0)
    return 1;
  const scale = Math.exp(-x) * Math.sqrt(x / Math.PI);
  if (x < 1.5) {
    let term = 2;
    let sum = term;
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= x / (k + 0.5);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let b = x + 0.5;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 1e3; k++) {
    const a = -k * (k - 0.5);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16)
      break;
  }
  return fraction * scale;
}

// stages/visualize/predictions.js
async function readPredictions(path2) {
  const file = await readSafetensors(path2);
  const { data: logits, shape } = tensorAt(file, "test.logits", "F32");
  const labels = tensorAt(file, "test.labels", "U8").data;
  const [images = 0, classes = 0] = shape;
  if (images !== labels.length || shape.length !== 2) {
    throw new StageFailure(`Logits of [${shape.join(", ")}] do not fit ${labels.length} labels`);
  }
  if (images === 0) {
    throw new StageFailure("The predictions hold no test images", { hint: "Use a dataset that has a test split." });
  }
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new StageFailure(`Image ${wrong} has label ${labels[wrong]}, the predictions have ${classes} classes`);
  }
  const predicted = Uint8Array.from(labels, (_, image) => largest(logits, image * classes, classes));
  return { classes, logits, labels, predicted };
}
function largest(values, start, count) {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[start + index] ?? 0) > (values[start + best] ?? 0))
      best = index;
  }
  return best;
}
function probabilities({ logits, classes }, image) {
  const own = [...logits.subarray(image * classes, (image + 1) * classes)];
  const most = Math.max(...own);
  const powers = own.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
function countCorrect({ labels, predicted }) {
  return labels.reduce((sum, label, image) => sum + Number(label === predicted[image]), 0);
}
function classNamesOf(dataset, classes) {
  const about = dataset === void 0 ? void 0 : metadataAt(dataset, "dataset");
  const names = isObject(about) ? about["classNames"] : void 0;
  return Array.from({ length: classes }, (_, index) => Array.isArray(names) && typeof names[index] === "string" ? names[index] : String(index));
}

// stages/visualize/classifiers.js
function accuracyOf(answers) {
  const images = answers.labels.length;
  const correct = countCorrect(answers);
  const accuracy = correct / images;
  return { images, correct, accuracy, error: Math.sqrt(accuracy * (1 - accuracy) / images) };
}
function mcNemar(first, second) {
  if (!sameLabels(first, second))
    throw new Error("Internal error: McNemar needs two answers to the same images");
  let [onlyFirst, onlySecond, agreement] = [0, 0, 0];
  for (const [image, label] of first.labels.entries()) {
    const [one, other] = [first.predicted[image], second.predicted[image]];
    if (one === other)
      agreement++;
    if (one === label && other !== label)
      onlyFirst++;
    if (one !== label && other === label)
      onlySecond++;
  }
  const differing = onlyFirst + onlySecond;
  const distance = Math.max(Math.abs(onlyFirst - onlySecond) - 1, 0);
  const chiSquare = differing === 0 ? 0 : distance * distance / differing;
  const exactP = binomialTails(Math.min(onlyFirst, onlySecond), differing);
  return { onlyFirst, onlySecond, agreement, chiSquare, p: chiSquareAbove(chiSquare), exactP };
}
function sameLabels(first, second) {
  return Buffer.compare(first.labels, second.labels) === 0;
}
function binomialTails(fewest, trials) {
  let logTerm = -trials * Math.LN2;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= fewest; k++) {
    logTerm += Math.log((trials - k + 1) / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(2 * sum, 1);
}

// stages/visualize/comparison-sheet.js
var MARGIN = 24;
var TOP = 96;
var ROW = 26;
var GAP = 28;
var CHART = 300;
var MOST_PAIRED = 12;
var [BLUE = "", ORANGE = ""] = CATEGORIES;
function drawComparison(classifiers, { pairs, title, place }) {
  const several = classifiers.some(({ runs }) => runs.length > 1);
  const images = classifiers[0]?.runs[0]?.images ?? 0;
  const chartLeft = Math.ceil(MARGIN + widest([...classifiers.map(({ name }) => name), "classifier"]) + 20);
  const scale = scaleOf(classifiers);
  const along = (accuracy) => chartLeft + (accuracy - scale.low) / (scale.high - scale.low) * CHART;
  const columns = numberColumns(classifiers, several);
  let right = chartLeft + CHART + 12;
  const ends = columns.map(({ title: title2, cells }) => right += GAP + Math.ceil(widest([title2, ...cells])));
  const bottom = TOP + classifiers.length * ROW;
  const error = several ? "standard error of the runs" : "standard error";
  const heading = title ?? "Accuracy of the classifiers";
  const facts = `${grouped(images)} test images \xB7 dot and bar: accuracy \xB1 one ${error}${several ? " \xB7 rings: every run" : ""}`;
  const subtitle = placed(facts, place);
  const bold = { weight: 600 };
  const parts = [
    text(MARGIN, 30, heading, { size: SIZE.title, ...bold }),
    text(MARGIN, 49, subtitle, { fill: INK.quiet }),
    text(MARGIN, TOP - 14, "classifier", bold),
    ...columns.map((column, at) => text(ends[at] ?? 0, TOP - 14, column.title, { ...bold, anchor: "end" })),
    line([MARGIN, TOP - 4], [right, TOP - 4], { stroke: INK.frame })
  ];
  for (const tick of scale.ticks) {
    const x = along(tick);
    parts.push(line([x, TOP], [x, bottom], { stroke: "#eaeef2" }));
    const label = `${Number((tick * 100).toFixed(2))} %`;
    parts.push(text(x, bottom + 16, label, { size: SIZE.small, fill: INK.quiet, anchor: "middle" }));
  }
  for (const [at, { name, runs, accuracy, error: error2 }] of classifiers.entries()) {
    const y = TOP + (at + 0.5) * ROW;
    parts.push(text(MARGIN, y + 4, name));
    if (runs.length > 1)
      for (const run2 of runs)
        parts.push(dot(along(run2.accuracy), y, { ring: true }));
    const [from, to] = [along(Math.max(accuracy - error2, scale.low)), along(Math.min(accuracy + error2, scale.high))];
    parts.push(line([from, y], [to, y], { stroke: BLUE, width: 2 }), dot(along(accuracy), y, { ring: false }));
    for (const [column, { cells }] of columns.entries()) {
      parts.push(text(ends[column] ?? 0, y + 4, cells[at] ?? "", { anchor: "end" }));
    }
  }
  parts.push(line([MARGIN, bottom], [right, bottom], { stroke: INK.frame }));
  const width = Math.max(right, MARGIN + textWidth(subtitle, { size: SIZE.text }));
  if (pairs.length === 0 || classifiers.length > MOST_PAIRED)
    return picture(Math.ceil(width + MARGIN), bottom + 34, parts);
  const matrix = pairMatrix(classifiers, { pairs, top: bottom + 58, several });
  return picture(Math.ceil(Math.max(width, matrix.right) + MARGIN), Math.ceil(matrix.bottom + MARGIN), [
    ...parts,
    ...matrix.parts
  ]);
}
function numberColumns(classifiers, several) {
  const column = (title, cell) => ({
    title,
    cells: classifiers.map(cell)
  });
  return [
    column("accuracy \xB1 SE", ({ accuracy, error }) => `${(accuracy * 100).toFixed(2)} \xB1 ${(error * 100).toFixed(2)} %`),
    several ? column("runs", ({ runs }) => String(runs.length)) : column("wrong", ({ runs: [run2] }) => grouped((run2?.images ?? 0) - (run2?.correct ?? 0))),
    column("parameters", ({ parameters }) => grouped(parameters)),
    column("multiply-adds", ({ macs }) => grouped(macs))
  ];
}
function scaleOf(classifiers) {
  const values = classifiers.flatMap(({ accuracy, error, runs }) => [
    accuracy - error,
    accuracy + error,
    ...runs.map((run2) => run2.accuracy)
  ]);
  const [least, most] = [Math.max(Math.min(...values), 0), Math.min(Math.max(...values), 1)];
  const wanted = Math.max(most - least, 2e-3) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10);
  const [first, last] = [Math.floor(least / step + 1e-9), Math.max(Math.ceil(most / step - 1e-9), 1)];
  const end = last === first ? last + 1 : last;
  const ticks = Array.from({ length: end - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(9)));
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}
function dot(x, y, { ring }) {
  const at = `cx="${Math.round(x * 100) / 100}" cy="${y}"`;
  return ring ? `<circle ${at} r="3" fill="none" stroke="${ORANGE}" stroke-width="1"/>` : `<circle ${at} r="4" fill="${BLUE}"/>`;
}
function pairMatrix(classifiers, { pairs, top, several }) {
  const names = classifiers.map(({ name }) => name);
  const left = Math.ceil(MARGIN + widest(names) + 20);
  const cellHeight = 38;
  const cells = pairs.map(({ test }) => [
    `${grouped(test.onlyFirst)} : ${grouped(test.onlySecond)}`,
    chanceText(test.p)
  ]);
  const cellWidth2 = Math.ceil(Math.max(widest(names), widest(cells.flat())) + 22);
  const which = several ? " (first runs)" : "";
  const heading = `McNemar\u2019s test of each pair${which}`;
  const explained = "images that only the row\u2019s : only the column\u2019s classifier gets right, and the probability of so uneven a share by chance \xB7 blue: below 5 %";
  const parts = [
    text(MARGIN, top, heading, { size: SIZE.text + 1, weight: 600 }),
    text(MARGIN, top + 16, explained, { fill: INK.quiet })
  ];
  const head = top + 44;
  for (const [at, name] of names.entries()) {
    const x = left + (at - 1) * cellWidth2 + cellWidth2 / 2;
    if (at > 0)
      parts.push(text(x, head, name, { weight: 600, anchor: "middle" }));
    if (at < names.length - 1)
      parts.push(text(MARGIN, head + 12 + (at + 0.5) * cellHeight + 4, name, { weight: 600 }));
  }
  for (const [index, { first, second, test }] of pairs.entries()) {
    const [x, y] = [left + (second - 1) * cellWidth2, head + 12 + first * cellHeight];
    const [counts = "", chance = ""] = cells[index] ?? [];
    const clear = test.p < 0.05;
    const fill = clear ? "#deebf7" : "#f6f8fa";
    parts.push(`<rect x="${x + 1}" y="${y + 1}" width="${cellWidth2 - 2}" height="${cellHeight - 2}" fill="${fill}"/>`);
    const middle = x + cellWidth2 / 2;
    parts.push(text(middle, y + 16, counts, { anchor: "middle" }));
    const style = { size: SIZE.small, fill: clear ? INK.text : INK.quiet, anchor: "middle" };
    parts.push(text(middle, y + 30, chance, style));
  }
  const right = Math.max(left + (names.length - 1) * cellWidth2, MARGIN + textWidth(explained, { size: SIZE.text }));
  return { parts, right, bottom: head + 12 + (names.length - 1) * cellHeight };
}
function chanceText(p) {
  if (p < 1e-4)
    return "p < 0.0001";
  return `p = ${p.toFixed(p < 0.1 ? 4 : 2)}`;
}
function widest(texts) {
  return Math.max(0, ...texts.map((each) => textWidth(each, { size: SIZE.text, weight: 600 })));
}

// stages/visualize/repeats.js
function withoutRepeat(point) {
  return Object.fromEntries(Object.entries(point).filter(([axis]) => axis !== "repeat"));
}
function repeatsOf(points2) {
  const counts = /* @__PURE__ */ new Map();
  for (const point of points2) {
    const place = canonical(withoutRepeat(point));
    counts.set(place, (counts.get(place) ?? 0) + ("repeat" in point ? 1 : 0));
  }
  return Math.max(1, ...counts.values());
}
function spreadOf(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2)
    return { mean, deviation: null };
  const squares2 = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares2 / (values.length - 1)) };
}

// stages/visualize/names.js
function namesOf(inputs, { names, what, port, bare = false }) {
  const points2 = inputs.map(({ point }) => withoutRepeat(point));
  const [axis, ...others] = axesOf(points2);
  const own = points2.map((point) => (
    // A word speaks for itself, a number does not.
    others.length === 0 && axis !== void 0 && (bare || typeof point[axis] === "string") ? showValue(point[axis]) : showPoint(point)
  ));
  const different = [...new Set(own)];
  const repeated = inputs.some(({ point }) => "repeat" in point);
  if (names === void 0) {
    if (repeated || different.length === inputs.length)
      return own;
    throw new StageFailure(`Cannot tell ${inputs.length} ${what} apart: they have no place in a sweep`, {
      hint: `Give each of them a name with "names", in the order of "${port}".`
    });
  }
  const wanted = repeated ? different.length : inputs.length;
  if (names.length !== wanted) {
    throw new StageFailure(`Expected ${wanted} "names" for the ${what}, found ${names.length}`);
  }
  return own.map((name, at) => names[repeated ? different.indexOf(name) : at] ?? name);
}

// stages/visualize/compare.js
async function makeComparison(context, params) {
  const ports = { predictions: context.inputs("predictions"), model: context.inputs("model") };
  const trained = await readTrained(ports, params.names);
  const names = [...new Set(trained.map(({ name }) => name))];
  const groups = names.map((name) => trained.filter((each) => each.name === name));
  const classifiers = groups.map(summarise);
  const pairs = comparePairs(groups.flatMap(([first]) => first === void 0 ? [] : [first.answers]));
  const several = classifiers.some(({ runs }) => runs.length > 1);
  const columns = ["classifier", "images", "correct", "accuracy", "standardError", "parameters", "macs"];
  const more = several ? ["runs", "deviation", "accuracies"] : [];
  await writeTable(context.output("table"), [...columns, ...more], classifiers.map(({ name, runs, accuracy, error, parameters, macs }) => ({
    classifier: name,
    images: runs[0]?.images ?? 0,
    // Of several runs, the mean: the single ones are in `accuracies`.
    correct: tidy(spreadOf(runs.map(({ correct }) => correct)).mean),
    accuracy: tidy(accuracy),
    standardError: tidy(error),
    parameters,
    macs,
    runs: runs.length,
    deviation: tidyOrNull(spreadOf(runs.map((run2) => run2.accuracy)).deviation),
    accuracies: runs.map((run2) => tidy(run2.accuracy)).join(" ")
  })));
  await writeTable(context.output("pairs"), ["first", "second", "onlyFirst", "onlySecond", "agreement", "chiSquare", "p", "exactP"], pairs.map(({ first, second, test }) => ({
    first: classifiers[first]?.name ?? "",
    second: classifiers[second]?.name ?? "",
    ...test,
    chiSquare: tidy(test.chiSquare),
    p: tidy(test.p),
    exactP: tidy(test.exactP)
  })));
  await writePng(context.output("image"), await drawSvg(drawComparison(classifiers, { pairs, title: params.title, place: params.place })));
}
async function readTrained({ predictions, model }, names) {
  const labels = namesOf(predictions, { names, what: "classifiers", port: "predictions" });
  const belong = predictions.every(({ point }, at) => canonical(point) === canonical(model[at]?.point ?? null));
  if (predictions.length !== model.length || !belong) {
    throw new StageFailure(`Expected the model of each classifier, in the same order: there are ${predictions.length} predictions and ${model.length} models`, { hint: 'Name the same training steps for "predictions" and "model".' });
  }
  const trained = [];
  for (const [at, { path: path2 }] of predictions.entries()) {
    const { labels: truth, predicted } = await readPredictions(path2);
    const { parameters, macs } = inferShapes(modelOf(await readSafetensors(model[at]?.path ?? "")));
    trained.push({ name: labels[at] ?? "", answers: { labels: truth, predicted }, parameters, macs });
  }
  const [first] = trained;
  const stranger = trained.find(({ answers }) => first !== void 0 && !sameLabels(first.answers, answers));
  if (first !== void 0 && stranger !== void 0) {
    throw new StageFailure(`Cannot compare "${first.name}" and "${stranger.name}": their predictions are for different test images`, { hint: "Train them on one dataset." });
  }
  return trained;
}
function summarise(runs) {
  const accuracies = runs.map(({ answers }) => accuracyOf(answers));
  const { mean, deviation } = spreadOf(accuracies.map(({ accuracy }) => accuracy));
  const error = deviation === null ? accuracies[0]?.error ?? 0 : deviation / Math.sqrt(runs.length);
  const { name = "", parameters = 0, macs = 0 } = runs[0] ?? {};
  return { name, runs: accuracies, accuracy: mean, error, parameters, macs };
}
function comparePairs(answers) {
  return answers.flatMap((one, first) => answers.slice(first + 1).map((other, at) => ({ first, second: first + 1 + at, test: mcNemar(one, other) })));
}
function tidy(value) {
  return Number(value.toPrecision(9));
}
function tidyOrNull(value) {
  return value === null ? null : tidy(value);
}

// stages/visualize/class-labels.js
function classLabels(names, most) {
  let [numbered, cut] = [false, false];
  const labels = names.map((name, index) => {
    const composed = name.normalize("NFC");
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
    ...numbered ? ["\u201Cclass N\u201D: a name that this font cannot show"] : [],
    ...cut ? ["\u201CN: \u2026\u201D: the beginning of a long name"] : []
  ];
  return { labels, note: notes.length === 0 ? "" : `${notes.join(", ")}; the table has all names` };
}
function beginning(name, number, most) {
  let text2 = number;
  for (const letter of name) {
    if (widthOf(`${text2}${letter}\u2026`) > most)
      break;
    text2 += letter;
  }
  return `${text2.trimEnd()}\u2026`;
}
function widthOf(text2) {
  return textWidth(text2, { size: SIZE.text });
}

// stages/visualize/confusion-scores.js
function classScores({ classes, counts }) {
  const sum = (start, step) => Array.from({ length: classes }, (_, index) => counts[start + index * step] ?? 0).reduce((a, b) => a + b, 0);
  return Array.from({ length: classes }, (_, index) => {
    const [images, predicted] = [sum(index * classes, 1), sum(index, classes)];
    const correct = counts[index * classes + index] ?? 0;
    const share = (whole) => whole === 0 ? null : correct / whole;
    return { images, predicted, correct, recall: share(images), precision: share(predicted) };
  });
}

// stages/visualize/confusion-matrix.js
var NAMED = 26;
var SIDE = 520;
var CELL = { side: 40, around: 10 };
var MARGIN2 = 24;
var HEAD = 84;
var GAP2 = 8;
var LABEL = 170;
var BAR = { width: 14, gap: 26 };
var ENDS = { width: 58, height: 44 };
var DIAGONAL = [231, 234, 238];
async function drawConfusion(confusion, { names, params }) {
  const scores = classScores(confusion);
  const { labels, note } = classLabels(names, LABEL);
  const box = frameOf(confusion, labels);
  const shade = shadeOf(confusion, scores, params.scale);
  const { left, top, side, named: named2 } = box;
  const images = scores.reduce((sum, score) => sum + score.images, 0);
  const correct = scores.reduce((sum, score) => sum + score.correct, 0);
  const facts = `${grouped(images)} test images \xB7 ${shareText(correct / images, 2)} right, ${grouped(images - correct)} wrong`;
  const title = params.title ?? "Confusion matrix";
  const subtitle = placed([facts, ...note === "" ? [] : [note]].join(" \xB7 "), params.place);
  const barLeft = left + side + (named2 || box.step === 1 ? ENDS.width : 0) + BAR.gap;
  const bar = barParts(shade, params.scale, { left: barLeft, top, side });
  const parts = [
    text(MARGIN2, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN2, 49, subtitle, { fill: INK.quiet }),
    text(left + side / 2, HEAD, "taken for", { fill: INK.quiet, anchor: "middle" }),
    text(MARGIN2 + 8, top + side / 2, "true class", { fill: INK.quiet, anchor: "middle", rotate: -90 }),
    ...nameParts(box),
    ...shareParts(box, scores),
    ...bar.parts
  ];
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const width = Math.ceil(Math.max(bar.right, MARGIN2 + texts) + MARGIN2);
  const height = Math.ceil(top + side + ENDS.height);
  const cells = named2 ? cellParts(confusion, box, shade) : [];
  const sheet = await drawSvg(picture(width, height, [...cells, frame({ left, top, width: side, height: side }), ...parts]));
  if (!named2)
    pasteCells(sheet, box, shade);
  if (shade.most > 0)
    pasteBar(sheet, { left: barLeft, top, side });
  return sheet;
}
function frameOf({ classes, counts }, labels) {
  const named2 = classes <= NAMED;
  const widest2 = (texts) => Math.max(...texts.map((each) => textWidth(each, { size: SIZE.text, weight: 600 })));
  const cell = named2 ? Math.ceil(Math.max(CELL.side, widest2(counts.map(String)) + CELL.around)) : Math.max(Math.floor(SIDE * SCALE / classes), 2) / SCALE;
  const step = named2 ? 1 : Math.ceil(13 / cell);
  const nameWidth = Math.max(...labels.map((label) => textWidth(label, { size: SIZE.text })));
  const turned = nameWidth > cell * step - 6;
  const left = Math.ceil(MARGIN2 + Math.max(20 + nameWidth, textWidth("precision", { size: SIZE.text })) + 8);
  const top = Math.ceil(HEAD + GAP2 + (turned ? nameWidth : SIZE.text) + GAP2);
  return { classes, labels, cell, left, top, side: cell * classes, named: named2, step, turned };
}
function shadeOf({ classes, counts }, scores, scale) {
  const valueOf = (row, column) => {
    const count = counts[row * classes + column] ?? 0;
    return scale === "log" ? count : count / Math.max(scores[row]?.images ?? 0, 1);
  };
  let most = 0;
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++)
      if (row !== column)
        most = Math.max(most, valueOf(row, column));
  }
  const levelOf = (value) => {
    if (most === 0)
      return 0;
    return scale === "log" ? Math.log1p(value) / Math.log1p(most) : value / most;
  };
  return { most, valueOf, levelOf };
}
function nameParts({ labels, cell, left, top, step, turned }) {
  return labels.flatMap((label, index) => {
    if (index % step !== 0)
      return [];
    const middle = (index + 0.5) * cell;
    const style = turned ? { anchor: "start", rotate: -90 } : { anchor: "middle" };
    return [
      text(left - 8, top + middle + 4, label, { anchor: "end" }),
      text(left + middle + (turned ? 4 : 0), top - GAP2, label, style)
    ];
  });
}
function shareParts({ cell, left, top, side, named: named2, step }, scores) {
  if (!named2 && step > 1)
    return [];
  const small = { size: SIZE.small, fill: INK.quiet };
  const bottom = top + side;
  return [
    text(left + side + 10, top - GAP2, "recall", { fill: INK.quiet }),
    text(left - 8, bottom + 16, "precision", { fill: INK.quiet, anchor: "end" }),
    ...scores.flatMap(({ recall, precision }, index) => {
      const middle = (index + 0.5) * cell;
      const style = named2 ? { ...small, anchor: "middle" } : { ...small, anchor: "end", rotate: -90 };
      return [
        text(left + side + 10, top + middle + 3.5, shareText(recall), small),
        text(left + middle + (named2 ? 0 : 3.5), bottom + (named2 ? 16 : 6), shareText(precision), style)
      ];
    })
  ];
}
function cellParts({ classes, counts }, { cell, left, top }, shade) {
  const rects = [];
  const texts = [];
  for (const [at, count] of counts.entries()) {
    const [row, column] = [Math.floor(at / classes), at % classes];
    const level = shade.levelOf(shade.valueOf(row, column));
    const fill = hex(row === column ? DIAGONAL : sequential(level));
    const [x, y] = [left + column * cell, top + row * cell];
    rects.push(`<rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill}"/>`);
    if (count === 0)
      continue;
    const style = {
      anchor: "middle",
      fill: row !== column && level > 0.66 ? INK.paper : INK.text,
      weight: row === column ? 600 : 400
    };
    texts.push(text(x + cell / 2, y + cell / 2 + 4, String(count), style));
  }
  return [...rects, ...texts];
}
function pasteCells(sheet, { classes, cell, left, top }, { valueOf, levelOf }) {
  const levels = Array.from({ length: classes * classes }, (_, at) => {
    const [row, column] = [Math.floor(at / classes), at % classes];
    return row === column ? -1 : levelOf(valueOf(row, column));
  });
  const raster = paintMatrix(levels, {
    width: classes,
    size: cell * SCALE,
    colour: (level) => level < 0 ? DIAGONAL : sequential(level)
  });
  paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
}
function barParts({ most, levelOf }, scale, { left, top, side }) {
  if (most === 0)
    return { parts: [], right: left };
  const title = scale === "log" ? "mistakes" : "share of the class";
  const labels = ticksOf(most, scale).map((tick) => ({
    label: scale === "log" ? grouped(tick) : shareText(tick),
    y: top + (1 - levelOf(tick)) * side + 4
  }));
  const x = left + BAR.width + 7;
  const widest2 = Math.max(...labels.map(({ label }) => textWidth(label, { size: SIZE.text })));
  return {
    parts: [
      frame({ left, top, width: BAR.width, height: side }),
      text(left, top - GAP2, title, { fill: INK.quiet }),
      ...labels.map(({ label, y }) => text(x, y, label))
    ],
    right: Math.max(x + widest2, left + textWidth(title, { size: SIZE.text }))
  };
}
function pasteBar(sheet, { left, top, side }) {
  const [columns, rows] = [BAR.width * SCALE, side * SCALE];
  const levels = Array.from({ length: columns * rows }, (_, at) => 1 - (Math.floor(at / columns) + 0.5) / rows);
  paste(sheet, paintMatrix(levels, { width: columns, size: 1, colour: sequential }), {
    left: left * SCALE,
    top: top * SCALE
  });
}
function ticksOf(most, scale) {
  if (scale === "share")
    return [0, most / 2, most];
  const between = [1, 3, 10, 30, 100, 300, 1e3, 3e3].filter((tick) => tick * 1.3 < most);
  return [0, ...between, most];
}
function shareText(share, places = 1) {
  if (share === null)
    return "\u2013";
  if (share === 1)
    return "100 %";
  const digits = (share * 100).toFixed(places);
  return `${Number(digits) === 100 ? "99.9" : digits} %`;
}

// stages/visualize/confusion.js
async function makeConfusion(context, params) {
  const predictions = await readPredictions(context.input("predictions").path);
  const [data] = context.inputs("data");
  const names = classNamesOf(data && await readSafetensors(data.path), predictions.classes);
  const confusion = countConfusion(predictions);
  const { columns, rows } = confusionTable(confusion, names);
  await writeTable(context.output("table"), columns, rows);
  await writePng(context.output("image"), await drawConfusion(confusion, { names, params }));
}
function countConfusion({ classes, labels, predicted }) {
  const counts = Array.from({ length: classes * classes }, () => 0);
  for (const [image, label] of labels.entries()) {
    const at = label * classes + (predicted[image] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return { classes, counts };
}
function confusionTable(confusion, names) {
  const { classes, counts } = confusion;
  const columns = ["class", "name", "images", "correct", "recall", "predicted", "precision"];
  const rows = classScores(confusion).map(({ images, correct, recall, predicted, precision }, index) => {
    const row = { class: index, name: names[index] ?? "", images, correct, recall };
    Object.assign(row, { predicted, precision });
    for (let other = 0; other < classes; other++)
      row[`as ${other}`] = counts[index * classes + other] ?? 0;
    return row;
  });
  return { columns: [...columns, ...names.map((_, index) => `as ${index}`)], rows };
}

// stages/visualize/kernel-strip.js
var MOST_CHANNELS = 8;
function pairKernels(channels) {
  const norms = [0, 1].map((side) => channels.reduce((sum, planes) => sum + squares(planes[side]), 0));
  const weighed = channels.map((planes, channel) => ({
    channel,
    planes,
    weight: planes.reduce((sum, plane, side) => sum + squares(plane) / (norms[side] || 1) / 2, 0)
  }));
  const shown = channels.length <= MOST_CHANNELS ? weighed : [...weighed].sort((a, b) => b.weight - a.weight || a.channel - b.channel).slice(0, MOST_CHANNELS);
  const meanOf = (side) => meanPlane(channels.map((planes) => planes[side]));
  return {
    mean: [meanOf(0), meanOf(1)],
    channels: shown.map(({ channel, planes }) => ({ channel, planes })),
    share: shown.reduce((sum, { weight }) => sum + weight, 0)
  };
}
function squares(plane) {
  return plane?.values.reduce((sum, weight) => sum + weight ** 2, 0) ?? 0;
}
function meanPlane(planes) {
  const [first] = planes;
  if (first === void 0)
    throw new Error("Internal error: a kernel without channels");
  const values = first.values.map((_, place) => planes.reduce((sum, plane) => sum + (plane.values[place] ?? 0), 0) / planes.length);
  return { width: first.width, values };
}

// stages/visualize/probe.js
async function readProbe(path2, which) {
  const file = await readSafetensors(path2);
  const labels = tensorAt(file, `${which.split}.labels`, "U8").data;
  const images = tensorAt(file, `${which.split}.images`, "U8");
  const label = which.class ?? (labels.includes(7) ? 7 : labels.reduce((a, b) => Math.max(a, b), 0));
  const index = labels.indexOf(label);
  if (index < 0) {
    const classes = [...new Set(labels)].sort((a, b) => a - b).join(", ");
    throw new StageFailure(`Cannot find an image of class ${label} in split "${which.split}"`, {
      hint: classes === "" ? 'This split has no images: set "split" in "probe" to another.' : `Set "class" in "probe" to one that it has images of: ${classes}.`
    });
  }
  const [, height = 0, width = 0, channels = 0] = images.shape;
  const size = height * width * channels;
  const pixels = images.data.subarray(index * size, (index + 1) * size);
  const volume = (scale) => {
    const data = Float64Array.from(pixels, (pixel, at) => inputOf(pixel, at % channels, scale));
    return { height, width, channels, data };
  };
  return { image: volume(), input: volume(pixelScaleOf(file)), label, index };
}
function channelsOf({ image: { data, channels } }) {
  return Array.from({ length: channels }, (_, channel) => data.filter((__, index) => index % channels === channel));
}

// stages/visualize/report.js
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

// stages/visualize/matrix.js
async function readMatrix(path2, which) {
  const ending = `/${which.snapshot}`;
  let layer = "";
  const file = await readTensors(path2, (names) => {
    const layers = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    layer = oneLayer(layers, which.layer);
    return [layer + ending];
  });
  const { shape, data } = tensorAt(file, layer + ending, "F64");
  const [count = 0, columns = 0] = shape;
  if (shape.length !== 2 || count !== columns || count === 0) {
    throw new StageFailure(`Expected a square matrix for layer "${layer}", found [${shape.join(", ")}]`);
  }
  return { layer, count, cosines: data };
}
async function hasMatrix(path2, which) {
  let has = false;
  await readTensors(path2, (names) => {
    has = names.includes(`${which.layer}/${which.snapshot}`);
    return [];
  });
  return has;
}
function oneLayer(layers, wanted) {
  const names = layers.map((name) => `"${name}"`).join(", ") || "none";
  if (wanted !== void 0) {
    if (layers.includes(wanted))
      return wanted;
    throw new StageFailure(`Cannot find layer "${wanted}": the artifact has ${names}`, {
      hint: 'Choose one of these as "layer", or add the layer to the step that extracts filters.'
    });
  }
  const [only, ...others] = layers;
  if (only !== void 0 && others.length === 0)
    return only;
  throw new StageFailure(`Cannot choose a layer: the artifact has ${names}`, { hint: 'Set "layer" to one of them.' });
}
function pairCosines({ count, cosines }) {
  const pairs = new Float64Array(count * (count - 1) / 2);
  let found = 0;
  for (let row = 0; row < count; row++) {
    for (let column = row + 1; column < count; column++) {
      const cosine = cosines[row * count + column];
      if (!Number.isNaN(cosine))
        pairs[found++] = cosine;
    }
  }
  return pairs.subarray(0, found);
}
function largestCosine(pairs) {
  return pairs.reduce((most, cosine) => Math.max(most, Math.abs(cosine)), 0);
}
function roundLimit(cosine) {
  return [0.05, 0.1, 0.2, 0.3, 0.5].find((limit) => cosine <= limit) ?? 1;
}

// stages/visualize/report.js
async function readAllEntries(path2) {
  let report;
  try {
    report = JSON.parse(await readFile(path2, "utf8"));
  } catch (error) {
    throw new StageFailure(`Cannot read the similarity report ${basename(path2)}`, { cause: error });
  }
  if (!isObject(report) || !Array.isArray(report["entries"])) {
    throw new StageFailure(`Cannot read the similarity report ${basename(path2)}: it has no list "entries"`);
  }
  return report["entries"];
}
async function readEntries(path2, snapshot) {
  const entries = await readAllEntries(path2);
  const found = entries.filter((entry) => entry.snapshot === snapshot);
  if (found.length > 0)
    return found;
  throw new StageFailure(`The similarity report has nothing about the ${snapshot} weights`, {
    hint: `Add "${snapshot}" to the "snapshots" of the step that compares the filters.`
  });
}
async function readEntry(path2, which) {
  const entries = await readEntries(path2, which.snapshot);
  const names = entries.map(({ layer: layer2 }) => layer2);
  const layer = oneLayer(names, which.layer);
  return entries[names.indexOf(layer)];
}

// stages/visualize/contact-rows.js
async function collectRows(inputs, params, onPoint) {
  const probes = /* @__PURE__ */ new Map();
  const views = [];
  const leftOut = [];
  for (const [done, { path: path2, point }] of inputs.similarity.entries()) {
    onPoint(done);
    const entry = await readEntry(path2, { layer: params.layer, snapshot: "final" });
    if (entry.mostSimilar === null) {
      leftOut.push(point);
      continue;
    }
    const data = inputAt(point, inputs.data, "data").path;
    const probe = probes.get(data) ?? await readProbe(data, params.probe);
    probes.set(data, probe);
    const model = await readSafetensors(inputAt(point, inputs.model, "model").path);
    views.push(viewPoint(entry, { point, model, probe, pair: entry.mostSimilar }));
  }
  if (views.length === 0) {
    throw new StageFailure("Cannot show a pair of filters: nowhere are there two that are not zero");
  }
  const thresholds = [...new Set(views.flatMap(({ entry }) => entry.thresholds.map(({ threshold }) => threshold)))];
  const rows = thresholds.sort((a, b) => a - b).flatMap((threshold) => views.flatMap((view) => {
    const at = view.entry.thresholds.find((each) => each.threshold === threshold);
    return at === void 0 ? [] : [{ view, at }];
  }));
  return { rows, leftOut };
}
function viewPoint(entry, { point, model: file, probe, pair }) {
  const model = modelOf(file);
  const layer = model.layers.find(({ name }) => name === entry.layer);
  if (layer?.type !== "conv2d") {
    throw new StageFailure(`Cannot show filters of layer "${entry.layer}": it is not a conv2d layer of the model`);
  }
  if (entry.filters !== layer.filters) {
    throw new StageFailure(`The report has ${entry.filters} filters in layer "${layer.name}", the model has ${layer.filters}`);
  }
  const kernel = tensorAt(file, `final/${layer.name}.kernel`, "F32");
  const [height = 0, width = 0, channelsIn = 0] = kernel.shape;
  const channelOf = (filter, channel) => ({
    width,
    values: Float64Array.from({ length: height * width }, (_, place) => kernel.data[(place * channelsIn + channel) * layer.filters + filter] ?? 0)
  });
  const channels = Array.from({ length: channelsIn }, (_, channel) => [channelOf(pair.filter, channel), channelOf(pair.other, channel)]);
  const expected = model.input.join(" x ");
  const found = [probe.image.height, probe.image.width, probe.image.channels].join(" x ");
  if (expected !== found)
    throw new StageFailure(`The model takes images of ${expected}, the dataset has ${found}`);
  const slices = layerOutput(model, {
    weights: file,
    snapshot: "final",
    image: probe.input,
    layer: layer.name,
    channels: [pair.filter, pair.other]
  });
  const output = atOnce(slices);
  const mapOf = (channel) => ({
    width: output.width,
    values: output.data.filter((_, index) => index % 2 === channel)
  });
  const maps = [mapOf(0), mapOf(1)];
  return {
    point,
    entry,
    pair,
    kernelShape: [height, width, channelsIn],
    kernels: pairKernels(channels),
    maps,
    mapCorrelation: correlation(maps[0].values, maps[1].values),
    probe
  };
}

// stages/visualize/picture-table.js
var BOX = 70;
var TILE = 32;
var MARGIN3 = 24;
var HEAD2 = { title: 32, subtitle: 50, columns: 84, rows: 92 };
var ROW2 = { height: 102, above: 9, caption: 13, note: 14 };
var FOOT = 62;
var FOOT_LINE = 14;
var BETWEEN = { columns: 26, pictures: 8, tiles: 4, strips: 6 };
async function drawPictureTable(table) {
  const { columns, rows } = table;
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map(({ title }, index) => Math.ceil(Math.max(wide(title, SIZE.text, 600), ...cells.map((row) => cellWidth(row[index])))));
  const lefts = widths.map((_, index) => widths.slice(0, index).reduce((left, width2) => left + width2 + BETWEEN.columns, MARGIN3));
  const right = (lefts.at(-1) ?? MARGIN3) + (widths.at(-1) ?? 0);
  const bottom = HEAD2.rows + rows.length * ROW2.height;
  const parts = { svg: [], rasters: [] };
  parts.svg.push(text(MARGIN3, HEAD2.title, table.title, { size: SIZE.title, weight: 600 }), text(MARGIN3, HEAD2.subtitle, table.subtitle, { fill: INK.quiet }));
  for (const [index, { title, anchor, scale }] of columns.entries()) {
    const [left, width2] = [lefts[index] ?? 0, widths[index] ?? 0];
    parts.svg.push(text(anchor === "end" ? left + width2 : left, HEAD2.columns, title, { weight: 600, anchor }));
    if (scale !== void 0)
      drawScale(scale, parts, { left, top: bottom + 14, width: width2 });
  }
  for (const [at, row] of rows.entries()) {
    const top = HEAD2.rows + at * ROW2.height;
    const strong = table.starts(row, rows[at - 1]);
    parts.svg.push(line([MARGIN3, top], [right, top], strong ? { stroke: INK.frame } : { width: 0.5 }));
    for (const [index, { anchor }] of columns.entries()) {
      const cell = cells[at]?.[index];
      const [left, width2] = [lefts[index] ?? 0, widths[index] ?? 0];
      if (cell !== void 0)
        drawCell(cell, parts, { x: anchor === "end" ? left + width2 : left, top, anchor });
    }
  }
  parts.svg.push(line([MARGIN3, bottom], [right, bottom], { stroke: INK.frame }));
  for (const [index, note] of table.notes.entries()) {
    parts.svg.push(text(MARGIN3, bottom + FOOT + 10 + index * FOOT_LINE, note, { size: SIZE.small, fill: INK.quiet }));
  }
  const widest2 = Math.max(wide(table.title, SIZE.title, 600), wide(table.subtitle, SIZE.text, 400), ...table.notes.map((note) => wide(note, SIZE.small, 400)));
  const width = Math.ceil(Math.max(right, MARGIN3 + widest2) + MARGIN3);
  const height = bottom + FOOT + (table.notes.length === 0 ? 0 : 10 + table.notes.length * FOOT_LINE);
  const sheet = await drawSvg(picture(width, height, parts.svg));
  for (const { raster, left, top } of parts.rasters)
    paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}
function wide(content, size, weight) {
  return textWidth(content, { size, weight });
}
function cellWidth(cell) {
  if (cell === void 0)
    return 0;
  if ("pictures" in cell)
    return cell.pictures.length * (BOX + BETWEEN.pictures) - BETWEEN.pictures;
  if ("strips" in cell)
    return labelWidth(cell) + cell.captions.length * (TILE + BETWEEN.tiles) - BETWEEN.tiles;
  return Math.max(wide(cell.text, SIZE.text, 400), ...(cell.notes ?? []).map((note) => wide(note, SIZE.small, 400)));
}
function labelWidth({ strips, captionsOf }) {
  return Math.ceil(Math.max(...[captionsOf, ...strips.map(({ label }) => label)].map((each) => wide(each, SIZE.small, 400)))) + 8;
}
function drawStrips(cell, parts, { x, top }) {
  const style = { size: SIZE.small, fill: INK.quiet };
  const columnLeft = (column) => x + labelWidth(cell) + column * (TILE + BETWEEN.tiles);
  for (const [index, { label, rasters }] of cell.strips.entries()) {
    const rowTop = top + ROW2.above + index * (TILE + BETWEEN.strips);
    parts.svg.push(text(x, rowTop + TILE / 2 + 3.4, label, style));
    for (const [column, raster] of rasters.entries()) {
      const [left, under] = [
        columnLeft(column) + spare(raster.width, TILE) / 2,
        rowTop + spare(raster.height, TILE) / 2
      ];
      drawRaster(parts, { raster, left, top: under });
    }
  }
  const captionTop = top + ROW2.above + BOX + ROW2.caption;
  parts.svg.push(text(x, captionTop, cell.captionsOf, style));
  for (const [column, caption] of cell.captions.entries()) {
    parts.svg.push(text(columnLeft(column) + TILE / 2, captionTop, caption, { ...style, anchor: "middle" }));
  }
}
function drawCell(cell, parts, { x, top, anchor }) {
  if ("text" in cell) {
    const baseline = top + ROW2.above + BOX / 2 - 2;
    parts.svg.push(text(x, baseline, cell.text, { anchor }));
    for (const [index, note] of (cell.notes ?? []).entries()) {
      const style = { anchor, size: SIZE.small, fill: INK.quiet };
      parts.svg.push(text(x, baseline + ROW2.note * (index + 1), note, style));
    }
    return;
  }
  if ("strips" in cell) {
    drawStrips(cell, parts, { x, top });
    return;
  }
  for (const [index, { raster, caption }] of cell.pictures.entries()) {
    const left = x + index * (BOX + BETWEEN.pictures);
    drawRaster(parts, {
      raster,
      left: left + spare(raster.width) / 2,
      top: top + ROW2.above + spare(raster.height) / 2
    });
    const style = { anchor: "middle", size: SIZE.small, fill: INK.quiet };
    parts.svg.push(text(left + BOX / 2, top + ROW2.above + BOX + ROW2.caption, caption, style));
  }
}
function spare(pixels, box = BOX) {
  const left = box * SCALE - pixels;
  return (left - left % 2) / SCALE;
}
function drawRaster(parts, placed2) {
  const { raster, left, top } = placed2;
  parts.rasters.push(placed2);
  parts.svg.push(frame({ left, top, width: raster.width / SCALE, height: raster.height / SCALE }));
}
function drawScale({ note, labels, colour }, parts, { left, top, width }) {
  const [columns, rows] = [width * SCALE, 7 * SCALE];
  const values = Array.from({ length: columns * rows }, (_, index) => (index % columns + 0.5) / columns);
  drawRaster(parts, { raster: paintMatrix(values, { width: columns, size: 1, colour }), left, top });
  for (const [index, label] of labels.entries()) {
    const anchor = index === 0 ? "start" : index === labels.length - 1 ? "end" : "middle";
    const x = left + width * index / (labels.length - 1);
    parts.svg.push(text(x, top + 18, label, { anchor, size: SIZE.small, fill: INK.quiet }));
  }
  parts.svg.push(text(left, top + 32, note, { size: SIZE.small, fill: INK.quiet }));
}

// stages/visualize/contact-sheet.js
function contactTable({ rows, leftOut }, params) {
  const views = [...new Set(rows.map(({ view }) => view))];
  const layers = distinct(views.map(({ entry }) => entry.layer)).join(", ");
  return {
    title: params.title ?? `Similar filters of ${layers}`,
    subtitle: placed(subtitleOf(views, params), params.place),
    notes: [VERDICT_NOTE, ...leftOut.length === 0 ? [] : [leftOutNote(leftOut)]],
    columns: columnsOf(views),
    rows,
    starts: ({ at }, before) => at.threshold !== before?.at.threshold
  };
}
var VERDICT_NOTE = "By chance: the ratio that random directions give \xB7 z: standard deviations from it \xB7 above or below chance: fewer than 5 % of random layers are as far out";
var MOST_NAMED = 6;
function leftOutNote(points2) {
  const named2 = points2.slice(0, MOST_NAMED).map((point) => showPoint(point) || "the only point");
  const where = [...named2, ...points2.length > MOST_NAMED ? [`${points2.length - MOST_NAMED} more`] : []].join("; ");
  return `Left out, because there are no two filters to compare: ${where}`;
}
function subtitleOf(views, { probe }) {
  const { fixed: same } = sortAxes(views);
  const [first] = views;
  const point = Object.fromEntries(same.map((axis) => [axis, first?.point[axis] ?? null]));
  return [
    `Kernels ${showKernels(views)}${showChannels(views)}`,
    `input: first ${probe.split} image of class ${distinct(views.map((view) => String(view.probe.label))).join(", ")}`,
    ...same.length === 0 ? [] : [showPoint(point)]
  ].join(" \xB7 ");
}
function showKernels(views) {
  const sizes = distinct(views.map(({ kernelShape: [height, width] }) => `${height} \xD7 ${width}`));
  const channelsAt = (size) => views.flatMap(({ kernelShape: [height, width, channels] }) => `${height} \xD7 ${width}` === size ? [String(channels)] : []);
  return sizes.map((size) => `${size} \xD7 ${distinct(channelsAt(size)).join(", ")}`).join("; ");
}
function showChannels(views) {
  const many = views.filter(({ kernelShape: [, , channels] }) => channels > MOST_CHANNELS);
  if (many.length === 0)
    return "";
  const shares = many.map(({ kernels: { share } }) => Math.round(100 * share));
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const range = least === most ? `${most} %` : `${least} to ${most} %`;
  return `: their mean, and the ${MOST_CHANNELS} input channels of greatest norm (${range} of the squared norm)`;
}
function sortAxes(views) {
  const axes = axesOf(views.map(({ point }) => point)).filter((axis) => !views.every(({ point, entry }) => point[axis] === entry.filters));
  const varies = (axis) => distinct(views.map(({ point }) => showValue(point[axis]))).length > 1;
  return { shown: axes.filter(varies), fixed: axes.filter((axis) => !varies(axis)) };
}
function columnsOf(views) {
  const negative = views.some(({ maps }) => maps.some(({ values }) => values.some((value) => value < 0)));
  const { shown } = sortAxes(views);
  const sweep = {
    title: shown.length === 1 ? shown[0] ?? "" : "sweep",
    anchor: "start",
    cell: ({ view: { point } }) => {
      const [first = "", ...notes] = shown.length === 1 ? shown.map((axis) => showValue(point[axis])) : shown.map((axis) => `${axis} ${showValue(point[axis])}`);
      return { text: first, notes };
    }
  };
  return [
    ...shown.length === 0 ? [] : [sweep],
    { title: "threshold", anchor: "end", cell: ({ at }) => ({ text: String(at.threshold) }) },
    { title: "filters", anchor: "end", cell: ({ view }) => ({ text: String(view.entry.filters) }) },
    { title: "similar pairs", anchor: "end", cell: similarPairs },
    { title: "by chance", anchor: "end", cell: byChance },
    { title: "most similar pair", anchor: "start", cell: kernels, scale: DIVERGING },
    {
      title: "cosine",
      anchor: "end",
      cell: ({ view, at }) => ({
        text: fixed(view.pair.cosine, 3),
        notes: at.pairs === 0 ? [`not above ${at.threshold}`] : []
      })
    },
    {
      title: "input",
      anchor: "start",
      cell: ({ view }) => ({ pictures: [{ raster: paintProbe(view.probe), caption: "" }] })
    },
    {
      title: "activation maps",
      anchor: "start",
      cell: ({ view }) => activationMaps(view, negative),
      scale: negative ? DIVERGING : SEQUENTIAL
    },
    {
      title: "correlation",
      anchor: "end",
      cell: ({ view: { mapCorrelation } }) => mapCorrelation === null ? { text: "\u2013", notes: ["a map is flat"] } : { text: fixed(mapCorrelation, 3) }
    }
  ];
}
var ONE_SCALE = "one scale for each pair";
var DIVERGING = {
  note: ONE_SCALE,
  labels: ["\u2212max", "0", "max"],
  colour: (place) => diverging(2 * place - 1)
};
var SEQUENTIAL = { note: ONE_SCALE, labels: ["0", "max"], colour: sequential };
function similarPairs({ at, view }) {
  const possible = grouped(view.entry.possiblePairs);
  return {
    text: at.ratioPairs === null ? "\u2013" : percent(at.ratioPairs),
    notes: [
      at.pairs === 0 ? "no pair above" : `${grouped(at.pairs)} of ${possible}`,
      ...at.initialRatio === null ? [] : [`untrained ${percent(at.initialRatio)}`]
    ]
  };
}
function byChance({ at }) {
  return {
    text: at.chance === null ? "\u2013" : percent(at.chance),
    notes: [
      ...at.z === null ? [] : [Math.abs(at.z) < 1e3 ? `z = ${signed(at.z)}` : `z ${at.z < 0 ? "< \u2212" : "> "}1000`],
      ...at.verdict === null ? [] : [`${at.verdict} chance`]
    ]
  };
}
function kernels({ view: { kernels: shown, pair, kernelShape } }) {
  const filters = [`filter ${pair.filter}`, `filter ${pair.other}`];
  const [only] = shown.channels;
  if (kernelShape[2] === 1 && only !== void 0) {
    const most2 = largest2(only.planes);
    return {
      pictures: only.planes.map((kernel, index) => ({
        raster: paint(kernel, (weight) => diverging(weight / most2)),
        caption: filters[index] ?? ""
      }))
    };
  }
  const planes = [shown.mean, ...shown.channels.map((each) => each.planes)];
  const most = largest2(planes.flat());
  return {
    strips: filters.map((label, side) => ({
      label,
      rasters: planes.flatMap((pairOf) => {
        const plane = pairOf[side];
        return plane === void 0 ? [] : [paint(plane, (weight) => diverging(weight / most), TILE)];
      })
    })),
    captions: ["mean", ...shown.channels.map(({ channel }) => String(channel))],
    captionsOf: "channel"
  };
}
function activationMaps({ maps }, negative) {
  const most = largest2(maps);
  const colour = negative ? diverging : sequential;
  return {
    pictures: maps.map((map) => ({
      raster: paint(map, (activation) => colour(activation / most)),
      caption: `max ${compact(Math.max(...map.values))}`
    }))
  };
}
function largest2(planes) {
  return Math.max(...planes.flatMap(({ values }) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0))) || 1;
}
function paintProbe(probe) {
  const { width } = probe.image;
  const [red, green, blue] = channelsOf(probe).map((values) => fitted({ width, values }));
  if (red === void 0)
    throw new Error("Internal error: the probe has no channels");
  if (green === void 0 || blue === void 0)
    return paint(red, ink);
  const pixels = red.values.map((_, pixel) => pixel);
  return paintMatrix(pixels, {
    width: red.width,
    size: sizeFor(red),
    colour: (pixel) => [byteAt(red, pixel), byteAt(green, pixel), byteAt(blue, pixel)]
  });
}
function byteAt({ values }, pixel) {
  return Math.round((values[pixel] ?? 0) * 255);
}
function paint(plane, colour, box = BOX) {
  const { values, width } = fitted(plane, box);
  return paintMatrix(values, { width, size: sizeFor({ values, width }, box), colour });
}
function fitted({ values, width }, box = BOX) {
  const factor = Math.ceil(Math.max(width, values.length / width) / (box * SCALE));
  if (factor === 1)
    return { values, width };
  return { values: shrink(values, { width, factor }), width: Math.ceil(width / factor) };
}
function sizeFor({ values, width }, box = BOX) {
  return Math.floor(box * SCALE / Math.max(width, values.length / width));
}
function distinct(texts) {
  return [...new Set(texts)];
}

// stages/visualize/ratio-layers.js
var [BLUE2 = "", ORANGE2 = ""] = CATEGORIES;
var COLOUR = { trained: BLUE2, untrained: INK.quiet, chance: ORANGE2 };
function chanceLayers(marks, { x, y }) {
  return [
    {
      data: { values: marks },
      mark: { type: "area", color: COLOUR.chance, opacity: 0.2, clip: true },
      encoding: { x: { field: "x", ...x }, y: { field: "low", ...y }, y2: { field: "high" } }
    },
    {
      data: { values: marks },
      mark: { type: "line", color: COLOUR.chance, strokeWidth: 1.5, clip: true },
      encoding: { x: { field: "x", ...x }, y: { field: "chance", ...y } }
    }
  ];
}
function keyLayers(names, { width }) {
  const style = { align: "right", baseline: "middle", fontWeight: 600, fontSize: SIZE.text };
  return names.flatMap(({ name, colour }, index) => wordLayers(name, {
    style: { ...style, color: colour },
    encoding: { x: { value: width - 4 }, y: { value: 8 + index * 15 } }
  }));
}
function wordLayers(word, { style, encoding }) {
  const rim = { color: INK.paper, stroke: INK.paper, strokeWidth: 4, aria: false };
  return [rim, {}].map((own) => ({
    data: { values: [{ word }] },
    mark: { type: "text", ...style, ...own },
    encoding: { text: { field: "word" }, ...encoding }
  }));
}
function headingLayer(heading) {
  return {
    data: { values: [{ heading }] },
    mark: { type: "text", align: "left", fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
    encoding: { text: { field: "heading" }, x: { value: 0 }, y: { value: -14 } }
  };
}
function nothingToCompare(layer, { title, place }) {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: { text: title ?? `Similar pairs of filters of ${layer}`, ...place && { subtitle: place } },
    width: 360,
    height: 60,
    data: { values: [{ word: "Nothing to compare: fewer than two filters that are not zero" }] },
    mark: { type: "text", align: "left", fontSize: SIZE.text + 1, color: INK.quiet },
    encoding: { text: { field: "word" }, x: { value: 0 }, y: { value: 30 } }
  };
}
var PERCENT_AXIS = { labelExpr: "format(datum.value * 100, '~r') + ' %'", tickCount: 5 };
function tidy2(value) {
  return Number(value.toPrecision(9));
}

// stages/visualize/cosine-activation.js
var PANEL = { width: 300, height: 300 };
var MAX_POINTS = 1500;
var RANDOM_COLOUR = "#b8bfc6";
async function readPairPoints(path2, { layer, snapshot }) {
  const name = `${layer}/${snapshot}`;
  const file = await readTensors(path2, (names) => names.filter((each) => each === name || each.startsWith(`${name}/`)));
  if (!file.tensors.has(`${name}/pre`)) {
    throw new StageFailure(`Layer "${layer}" was compared without activations`, {
      hint: 'Give "model" and "data" to the step that compares the filters.'
    });
  }
  const points2 = (cosines, correlations) => {
    const { shape, data } = tensorAt(file, cosines, "F64");
    const [count = 0] = shape;
    const pre = tensorAt(file, `${correlations}pre`, "F64").data;
    const post = tensorAt(file, `${correlations}post`, "F64").data;
    const found = [];
    for (let i = 0; i < count; i++) {
      for (let j = i + 1; j < count; j++) {
        const at = i * count + j;
        const cosine = data[at] ?? NaN;
        if (!Number.isNaN(cosine))
          found.push({ cosine, pre: pre[at] ?? NaN, post: post[at] ?? NaN });
      }
    }
    return found;
  };
  return { own: points2(name, `${name}/`), random: points2(`${name}/random-cosines`, `${name}/random-`) };
}
function drawCosineActivation({ own, random }, entry, params) {
  const { activations } = entry;
  if (activations === null) {
    throw new StageFailure(`The report of layer "${entry.layer}" has no activations`, {
      hint: 'Give "model" and "data" to the step that compares the filters.'
    });
  }
  const widest2 = [...own, ...random].reduce((most, { cosine }) => Math.max(most, Math.abs(cosine)), 0);
  const limit = roundLimit(widest2);
  const x = { ...X, scale: { domain: [-limit, limit], nice: false } };
  const thresholds = entry.thresholds.filter(({ threshold }) => Math.abs(threshold) < limit);
  const panel2 = (kind) => {
    const above = (share) => share[kind] === null ? "no pair" : percent(share[kind]);
    const similar = activations.similar.map((share) => {
      const of = share.pairs === 0 ? "" : ` of ${grouped(share.pairs)} ${share.pairs === 1 ? "pair" : "pairs"}`;
      return `cosine > ${share.threshold}: ${above(share)}${of}`;
    });
    const rank = activations.rankCorrelation[kind];
    const lines = [
      { text: `correlation > ${activations.high}:`, colour: INK.text },
      { text: `random filters: ${above(activations.random)}`, colour: INK.quiet },
      { text: `all pairs: ${above(activations.all)}`, colour: COLOUR.trained },
      ...similar.map((text2) => ({ text: text2, colour: COLOUR.trained })),
      ...rank === null ? [] : [{ text: `rank correlation of all pairs: ${fixed(rank, 2)}`, colour: INK.text }]
    ];
    return {
      ...PANEL,
      layer: [
        points(random, { x, kind, colour: RANDOM_COLOUR, opacity: 0.55, size: 7 }),
        rule({ y: { field: "at", ...Y } }, activations.high),
        ...thresholds.map(({ threshold }) => rule({ x: { field: "at", ...x } }, threshold)),
        points(own, { x, kind, colour: COLOUR.trained, opacity: 0.6, size: 12 }),
        headingLayer(kind === "pre" ? "Before the activation" : "After the activation"),
        ...notesBelow(lines)
      ]
    };
  };
  const shown = own.length > MAX_POINTS ? `${grouped(MAX_POINTS)} of ` : "";
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? `Alike weights, alike responses? Filters of ${entry.layer}`,
      subtitle: placed(`Blue: ${shown}${grouped(own.length)} pairs of ${entry.comparedFilters} filters, ${params.snapshot === "final" ? "trained" : "untrained"} weights \xB7 grey: pairs of random filters \xB7 ${grouped(activations.patches)} windows of ${activations.images} images`, params.place),
      offset: 26
    },
    spacing: 40,
    hconcat: [panel2("pre"), panel2("post")]
  };
}
var X = {
  type: "quantitative",
  title: "cosine of the weights",
  axis: { tickCount: 5 }
};
var Y = {
  type: "quantitative",
  title: "correlation of the responses",
  scale: { domain: [-1, 1], nice: false },
  axis: { tickCount: 5 }
};
function points(pairs, look) {
  const { x, kind, colour, opacity, size } = look;
  const known = pairs.filter((pair) => !Number.isNaN(pair[kind]));
  const kept = Math.min(known.length, MAX_POINTS);
  const values = Array.from({ length: kept }, (_, index) => {
    const pair = known[Math.floor(index * known.length / kept)];
    return { x: tidy2(pair.cosine), y: tidy2(pair[kind]) };
  });
  return {
    data: { values },
    // Not `opacity`: every point would be drawn on a canvas of its own, which takes seconds.
    mark: { type: "circle", size, opacity: 1, fillOpacity: opacity, color: colour },
    encoding: { x: { field: "x", ...x }, y: { field: "y", ...Y } }
  };
}
function rule(encoding, value) {
  return {
    data: { values: [{ at: value }] },
    mark: { type: "rule", color: INK.quiet, strokeDash: [3, 3], strokeWidth: 1 },
    encoding
  };
}
function notesBelow(lines) {
  return lines.map(({ text: text2, colour }, index) => ({
    data: { values: [{ text: text2 }] },
    mark: { type: "text", align: "left", baseline: "middle", fontSize: SIZE.text, color: colour, clip: false },
    encoding: { text: { field: "text" }, x: { value: 0 }, y: { value: PANEL.height + 54 + index * 16 } }
  }));
}

// stages/visualize/curves.js
var SERIES = {
  validation: {
    name: "validation",
    columns: {
      loss: "validationLoss",
      accuracy: "validationAccuracy",
      reconstruction: "validationReconstruction",
      kl: "validationKl"
    },
    dash: []
  },
  training: {
    name: "training",
    columns: { loss: "trainLoss", accuracy: "trainAccuracy", reconstruction: "trainReconstruction", kl: "trainKl" },
    dash: [5, 2.5]
  },
  running: {
    name: "running mean",
    columns: { loss: "loss", accuracy: "accuracy", reconstruction: "reconstruction", kl: "kl" },
    dash: [1, 2]
  }
};
var MEASURES = {
  loss: "Loss",
  accuracy: "Accuracy",
  reconstruction: "Reconstruction",
  kl: "Divergence"
};
var PANEL2 = { width: 300, height: 230 };
var LABEL_HEIGHT = 13;
var MAX_LABELS = Math.floor(PANEL2.height / LABEL_HEIGHT);
function drawCurves(histories, params) {
  const named2 = histories.length > 1 || params.names !== void 0;
  const names = named2 ? namesOf(histories, { names: params.names, what: "histories", port: "history", bare: true }) : [""];
  const several = new Set(names).size > 1;
  const axes = axesOf(histories.map(({ point }) => withoutRepeat(point)));
  const single = axes.length === 1 ? axes[0] : void 0;
  const series = params.series.map((name) => SERIES[name]).filter((each) => hasValues(histories, each, params));
  const lines = several ? [...new Set(names)] : series.map(({ name }) => name);
  const repeats = Math.max(...names.map((name) => names.filter((other) => other === name).length));
  const ordered = single !== void 0 && histories.every(({ point }) => typeof point[single] === "number");
  const colours = lineColours(lines.length, { ordered: several && ordered });
  const panels = params.panels.flatMap((measure) => {
    const marks = histories.flatMap((history, run2) => series.flatMap((each) => {
      const line2 = several ? names[run2] ?? "" : each.name;
      return readMarks(history.table, { measure, from: params.from, series: each, line: line2, run: run2 });
    }));
    if (marks.length === 0)
      return [];
    const { lossScale } = params;
    const spec = panel(marks, { measure, lines, colours, several, series, lossScale, repeated: repeats > 1 });
    return [{ measure, spec }];
  });
  if (panels.length === 0) {
    throw new StageFailure(`Cannot draw curves: the history has no ${params.series.join(" or ")} from epoch ${params.from} on`, {
      hint: 'Set "from" to an earlier epoch, or choose other "series" or "panels".'
    });
  }
  const notes = [
    several ? `Colour: ${single ?? "sweep point"}` : void 0,
    ...several ? series.map(({ name, dash }) => `${lineWord(dash)}: ${name}`) : [],
    repeats > 1 ? `${repeats} repeats: each thin, mean and standard deviation` : void 0
  ].filter((note) => note !== void 0);
  const subtitle = placed(notes.join(" \xB7 "), params.place);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? titleOf(panels.map(({ measure }) => measure)),
      ...subtitle !== "" && { subtitle }
    },
    spacing: 28,
    hconcat: panels.map(({ spec }) => spec),
    resolve: { scale: { color: "shared" } }
  };
}
function titleOf(measures) {
  const names = measures.map((measure, index) => index === 0 ? MEASURES[measure] : MEASURES[measure].toLowerCase());
  return `${[names.slice(0, -1).join(", "), names.at(-1)].filter((part) => part !== "").join(" and ")} over epochs`;
}
function hasValues(histories, series, { from, panels }) {
  return panels.some((measure) => histories.some(({ table }) => readMarks(table, { measure, from, series, line: "", run: 0 }).length > 0));
}
function lineWord(dash) {
  return dash.length === 0 ? "Solid" : dash[0] === 1 ? "Dotted" : "Dashed";
}
function readMarks(table, { measure, from, series, line: line2, run: run2 }) {
  if (!table.columns.includes(series.columns[measure]))
    return [];
  const epochs = numbersAt(table, "epoch");
  const values = numbersAt(table, series.columns[measure]);
  return epochs.flatMap((epoch, row) => {
    const value = values[row] ?? null;
    return epoch === null || epoch < from || value === null ? [] : [{ epoch, value, line: line2, series: series.name, run: run2 }];
  });
}
function meansOf(marks) {
  const groups = /* @__PURE__ */ new Map();
  for (const mark of marks) {
    const key = JSON.stringify([mark.line, mark.series, mark.epoch]);
    groups.set(key, [...groups.get(key) ?? [], mark]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === void 0)
      return [];
    const { mean, deviation } = spreadOf(group.map(({ value }) => value));
    const sd = deviation ?? 0;
    const { epoch, line: line2, series } = first;
    return [{ epoch, value: mean, line: line2, series, low: mean - sd, high: mean + sd }];
  });
}
function panel(marks, options) {
  const { measure, lines, colours, several, series, repeated } = options;
  const means = repeated ? meansOf(marks) : marks.map(({ epoch, value, line: line2, series: series2 }) => ({ epoch, value, line: line2, series: series2 }));
  const scale = valueScale(marks, options);
  const labelled = lines.length <= MAX_LABELS;
  const epochs = new Set(marks.map(({ epoch }) => epoch)).size;
  const color = {
    field: "line",
    type: "nominal",
    scale: { domain: lines, range: colours },
    legend: labelled ? null : { title: null, columns: Math.ceil(lines.length / MAX_LABELS) }
  };
  const x = {
    field: "epoch",
    type: "quantitative",
    title: "epoch",
    axis: { tickMinStep: 1, format: "d" }
  };
  const names = series.map(({ name }) => name);
  const dashes = series.map(({ dash }) => dash.length === 0 ? [1, 0] : dash);
  const encoding = {
    x: { ...x, scale: { nice: false, zero: false, padding: 6 } },
    y: {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { type: scale.type, domain: [scale.low, scale.high], nice: false },
      axis: scale.ticks === void 0 ? { tickCount: 5 } : { values: scale.ticks }
    },
    color,
    ...several ? { strokeDash: { field: "series", type: "nominal", scale: { domain: names, range: dashes }, legend: null } } : {}
  };
  const layers = [
    ...repeated ? [
      {
        mark: { type: "area", opacity: 0.15, clip: true },
        encoding: {
          x: encoding.x,
          y: { ...encoding.y, field: "low" },
          y2: { field: "high" },
          color,
          detail: { field: "series" }
        }
      },
      {
        data: { values: marks },
        mark: {
          type: "line",
          strokeWidth: 0.75,
          opacity: 0.5,
          strokeJoin: "round",
          point: epochs <= 2 ? { size: 12 } : false
        },
        encoding: { ...encoding, detail: { field: "run" } }
      }
    ] : [],
    {
      mark: { type: "line", strokeWidth: 1.75, strokeJoin: "round", point: epochs <= 12 ? { size: 22 } : false },
      encoding
    }
  ];
  layers.push({
    data: { values: [{ name: MEASURES[measure] }] },
    mark: { type: "text", align: "left", fontSize: SIZE.text + 1, fontWeight: 600, color: INK.text },
    encoding: { text: { field: "name" }, x: { value: 0 }, y: { value: -16 } }
  });
  if (labelled) {
    layers.push({
      data: { values: labelPlaces(means, { lines, scale, first: names[0] ?? "", several }) },
      mark: { type: "text", align: "left", baseline: "middle", fontSize: SIZE.text, clip: false },
      encoding: {
        x: { value: PANEL2.width + 8 },
        y: { field: "place", type: "quantitative", scale: null },
        text: { field: "line" },
        color
      }
    });
  }
  return {
    width: PANEL2.width,
    height: PANEL2.height,
    data: { values: means },
    layer: layers
  };
}
function valueScale(marks, { measure, lossScale }) {
  const values = marks.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (measure === "accuracy") {
    const step2 = roundStep((1 - least) / 5);
    const steps2 = Math.max(Math.min(Math.ceil((1 - least) / step2 - 1e-9), Math.floor(1 / step2 + 1e-9)), 1);
    return linear(Array.from({ length: steps2 + 1 }, (_, index) => 1 - (steps2 - index) * step2));
  }
  if (lossScale === "log" && least > 0)
    return { type: "log", low: least / 1.1, high: most * 1.1 };
  const step = roundStep(most / 5);
  const steps = Math.max(Math.ceil(most / step - 1e-9), 1);
  return linear(Array.from({ length: steps + 1 }, (_, index) => index * step));
}
function linear(places) {
  const ticks = places.map((place) => Number(place.toPrecision(6)));
  return { type: "linear", low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}
function roundStep(step) {
  if (!(step > 0))
    return 0.2;
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step * (1 - 1e-9)) ?? 10);
}
function labelPlaces(marks, { lines, scale, first, several }) {
  const along = (value) => scale.type === "log" ? Math.log(value) : value;
  const labels = lines.flatMap((line2) => {
    const last = marks.findLast((mark) => mark.line === line2 && (!several || mark.series === first));
    if (last === void 0)
      return [];
    const part = (along(last.value) - along(scale.low)) / (along(scale.high) - along(scale.low));
    return [{ line: line2, place: (1 - part) * PANEL2.height }];
  });
  return spread(labels);
}
function spread(labels) {
  const placed2 = [];
  for (const label of [...labels].sort((a, b) => a.place - b.place)) {
    const least = (placed2.at(-1)?.place ?? -Infinity) + LABEL_HEIGHT;
    placed2.push({ line: label.line, place: Math.max(label.place, least) });
  }
  let most = PANEL2.height;
  for (let index = placed2.length - 1; index >= 0; index--) {
    const label = placed2[index];
    if (label === void 0 || label.place <= most)
      break;
    placed2[index] = { line: label.line, place: most };
    most -= LABEL_HEIGHT;
  }
  return placed2;
}

// stages/visualize/floor.js
import { writeFile } from "node:fs/promises";

// stages/visualize/principal.js
var SPARE = 32;
var ITERATIONS = 300;
var TOLERANCE = 1e-13;
function principalComponents(vectors, components) {
  const { size } = vectors;
  const { mean, covariance } = covarianceOf(vectors);
  const width = Math.min(components + SPARE, size);
  const byVariance = Array.from({ length: size }, (_, at) => at).sort((a, b) => (covariance[b * size + b] ?? 0) - (covariance[a * size + a] ?? 0) || a - b);
  let block = byVariance.slice(0, width).map((at) => {
    const unit = new Float64Array(size);
    unit[at] = 1;
    return unit;
  });
  let images = timesAll(covariance, block);
  let variances = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const basis = orthonormal(images);
    const ritz = rayleighRitz(basis, timesAll(covariance, basis));
    const before = variances;
    const most = ritz.variances[0] ?? 0;
    ({ variances, images, vectors: block } = ritz);
    const still = variances.slice(0, components).every((variance, at) => Math.abs(variance - (before[at] ?? 0)) <= TOLERANCE * most);
    if (still)
      break;
  }
  const kept = variances.slice(0, components).filter((variance) => variance > 0).length;
  const total = Array.from({ length: size }, (_, at) => covariance[at * size + at] ?? 0).reduce((a, b) => a + b, 0);
  return { mean, directions: block.slice(0, kept).map(upright), variances: variances.slice(0, kept), total };
}
function project({ mean, directions }, vector) {
  return Float64Array.from(directions, (direction) => {
    let sum = 0;
    for (let at = 0; at < mean.length; at++)
      sum += (direction[at] ?? 0) * ((vector[at] ?? 0) - (mean[at] ?? 0));
    return sum;
  });
}
function reconstruct({ mean, directions }, code) {
  const vector = mean.slice();
  for (const [index, direction] of directions.entries()) {
    const along = code[index] ?? 0;
    for (let at = 0; at < vector.length; at++)
      vector[at] = (vector[at] ?? 0) + along * (direction[at] ?? 0);
  }
  return vector;
}
function covarianceOf({ size, values }) {
  const count = values.length / size;
  const sum = new Float64Array(size);
  const products = new Float64Array(size * size);
  const places = new Int32Array(size);
  const held = new Float64Array(size);
  for (let start = 0; start < values.length; start += size) {
    let found = 0;
    for (let at = 0; at < size; at++) {
      const value = values[start + at];
      if (value === 0)
        continue;
      places[found] = at;
      held[found++] = value;
    }
    for (let i = 0; i < found; i++) {
      const row = places[i];
      const value = held[i];
      sum[row] = sum[row] + value;
      const base = row * size;
      for (let j = i; j < found; j++) {
        const at = base + places[j];
        products[at] = products[at] + value * held[j];
      }
    }
  }
  const mean = sum.map((total) => total / count);
  const covariance = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = row; column < size; column++) {
      const value = (products[row * size + column] ?? 0) / count - (mean[row] ?? 0) * (mean[column] ?? 0);
      covariance[row * size + column] = value;
      covariance[column * size + row] = value;
    }
  }
  return { mean, covariance };
}
function timesAll(matrix, vectors) {
  const products = vectors.map(({ length }) => new Float64Array(length));
  const size = vectors[0]?.length ?? 0;
  const idle = new Float64Array(size);
  for (let first = 0; first < vectors.length; first += 4) {
    const [u = idle, v = idle, w = idle, x = idle] = vectors.slice(first, first + 4);
    for (let row = 0; row < size; row++) {
      const base = row * size;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let column = 0; column < size; column++) {
        const value = matrix[base + column];
        a += value * u[column];
        b += value * v[column];
        c += value * w[column];
        d += value * x[column];
      }
      for (const [index, sum] of [a, b, c, d].entries()) {
        const product = products[first + index];
        if (product !== void 0)
          product[row] = sum;
      }
    }
  }
  return products;
}
function orthonormal(vectors) {
  const result = [];
  for (const vector of vectors) {
    const length = Math.sqrt(dot2(vector, vector));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of result)
        add(vector, other, -dot2(vector, other));
    }
    const rest = Math.sqrt(dot2(vector, vector));
    const scale = rest > 1e-12 * length && rest > 0 ? 1 / rest : 0;
    for (let at = 0; at < vector.length; at++)
      vector[at] = (vector[at] ?? 0) * scale;
    result.push(vector);
  }
  return result;
}
function rayleighRitz(basis, images) {
  const small = basis.map((row) => Float64Array.from(images, (image) => dot2(row, image)));
  const { values, vectors } = eigenvectors(small);
  const order = values.map((_, at) => at).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const turned = (parts) => order.map((at) => {
    const vector = new Float64Array(parts[0]?.length ?? 0);
    for (const [index, part] of parts.entries())
      add(vector, part, vectors[index]?.[at] ?? 0);
    return vector;
  });
  return { variances: order.map((at) => values[at] ?? 0), vectors: turned(basis), images: turned(images) };
}
function eigenvectors(matrix) {
  const size = matrix.length;
  const vectors = matrix.map((_, row) => Float64Array.from({ length: size }, (__, column) => Number(row === column)));
  const at = (row, column) => matrix[row]?.[column] ?? 0;
  for (let sweep = 0; sweep < 60; sweep++) {
    let [off, diagonal] = [0, 0];
    for (let row = 0; row < size; row++) {
      diagonal += at(row, row) ** 2;
      for (let column = row + 1; column < size; column++)
        off += at(row, column) ** 2;
    }
    if (off <= 1e-32 * diagonal)
      break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (at(p, q) === 0)
          continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(matrix, { p, q, c, s: t * c });
        for (const row of vectors)
          turn(row, { p, q, c, s: t * c });
      }
    }
  }
  return { values: matrix.map((row, index) => row[index] ?? 0), vectors };
}
function rotate(matrix, rotation) {
  const { p, q, c, s } = rotation;
  for (const row of matrix)
    turn(row, rotation);
  const [rowP, rowQ] = [matrix[p], matrix[q]];
  if (rowP === void 0 || rowQ === void 0)
    return;
  for (let column = 0; column < rowP.length; column++) {
    const [x, y] = [rowP[column] ?? 0, rowQ[column] ?? 0];
    rowP[column] = c * x - s * y;
    rowQ[column] = s * x + c * y;
  }
}
function turn(row, { p, q, c, s }) {
  const [x, y] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}
function dot2(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at++)
    sum += a[at] * b[at];
  return sum;
}
function add(onto, vector, factor) {
  for (let at = 0; at < onto.length; at++)
    onto[at] = onto[at] + factor * vector[at];
}
function upright(direction) {
  const largest3 = direction.reduce((best, value) => Math.abs(value) > Math.abs(best) ? value : best, 0);
  return largest3 < 0 ? direction.map((value) => -value) : direction;
}

// stages/visualize/floor.js
async function makeFloor(context, params) {
  const dataset = await readSafetensors(context.input("data").path);
  const [train, test] = ["train", "test"].map((split) => {
    const { data, shape } = tensorAt(dataset, `${split}.images`, "U8");
    if (data.length === 0)
      throw new StageFailure(`The dataset has no ${split} images`);
    return { size: shape.slice(1).reduce((product, side) => product * side, 1), values: data };
  });
  if (params.components >= train.size) {
    throw new StageFailure(`A code of ${params.components} numbers is no shorter than an image of ${train.size} values`, {
      hint: 'Lower "components".'
    });
  }
  const references = params.loss === "mse" ? squaredErrors(train, test, params.components) : crossEntropies(train, test);
  const rows = [...references, ...await trainedErrors(context.inputs("history"), params)];
  rows.sort((a, b) => b.test - a.test);
  await writeTable(context.output("table"), ["name", "role", "train", "test"], rows.map(tidied));
  const images = test.values.length / test.size;
  const svg = drawErrors(rows, { loss: params.loss, title: params.title, place: params.place, images });
  await writeFile(context.output("chart"), svg);
  await writePng(context.output("image"), await drawSvg(svg));
}
async function trainedErrors(histories, params) {
  const only = histories.length === 1 && params.names === void 0;
  const names = only ? ["autoencoder"] : namesOf(histories, { names: params.names, what: "autoencoders", port: "history" });
  const rows = [];
  for (const [at, { path: path2 }] of histories.entries()) {
    const table = await readTable(path2);
    if (!table.columns.includes("testLoss") || table.columns.includes("kl")) {
      throw new StageFailure(`The history of "${names[at]}" is not that of a plain autoencoder`, {
        hint: 'Connect the history of a step with kind "plain": other losses cannot be compared.'
      });
    }
    const test = numbersAt(table, "testLoss").at(-1) ?? null;
    if (test === null)
      throw new StageFailure(`The history of "${names[at]}" has no error of test images`);
    rows.push({
      name: names[at] ?? "",
      role: "autoencoder",
      train: numbersAt(table, "trainLoss").at(-1) ?? null,
      test
    });
  }
  return rows;
}
function squaredErrors(train, test, components) {
  const principal = principalComponents(train, components);
  const kept = principal.variances.reduce((sum, variance) => sum + variance, 0);
  const scale = 255 * 255 * train.size;
  const { mean, projected, clamped } = testErrors(test, principal);
  return [
    { name: "mean image", role: "reference", train: principal.total / scale, test: mean },
    { name: `PCA, ${components} components`, role: "floor", train: (principal.total - kept) / scale, test: projected },
    { name: `PCA, ${components} components, clamped to 0..1`, role: "reference", train: null, test: clamped }
  ];
}
function testErrors({ size, values }, principal) {
  let [mean, projected, clamped] = [0, 0, 0];
  for (let start = 0; start < values.length; start += size) {
    const image = values.subarray(start, start + size);
    const copy = reconstruct(principal, project(principal, image));
    for (let at = 0; at < size; at++) {
      const [pixel, output] = [image[at], copy[at]];
      mean += (pixel - principal.mean[at]) ** 2;
      projected += (pixel - output) ** 2;
      clamped += (pixel - Math.min(Math.max(output, 0), 255)) ** 2;
    }
  }
  const scale = 255 * 255 * values.length;
  return { mean: mean / scale, projected: projected / scale, clamped: clamped / scale };
}
function crossEntropies(train, test) {
  const sums = new Float64Array(train.size);
  for (const [at, pixel] of train.values.entries())
    sums[at % train.size] = (sums[at % train.size] ?? 0) + pixel;
  const count = train.values.length / train.size;
  const mean = sums.map((sum) => sum / count / 255);
  return [
    { name: "mean image", role: "reference", train: meanEntropy(train, mean), test: meanEntropy(test, mean) },
    { name: "entropy of the grey levels", role: "floor", train: meanEntropy(train), test: meanEntropy(test) }
  ];
}
function meanEntropy({ size, values }, outputs) {
  const counts = new Float64Array(256 * (outputs === void 0 ? 1 : size));
  for (const [at, pixel] of values.entries()) {
    const place = outputs === void 0 ? pixel : at % size * 256 + pixel;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  let sum = 0;
  for (const [place, count] of counts.entries()) {
    if (count === 0)
      continue;
    const target = (place & 255) / 255;
    const output = outputs?.[place >> 8] ?? target;
    const p = outputs === void 0 ? output : Math.min(Math.max(output, 1e-7), 1 - 1e-7);
    sum -= count * (timesLog(target, p) + timesLog(1 - target, 1 - p));
  }
  return sum / values.length;
}
function timesLog(a, b) {
  return a === 0 ? 0 : a * Math.log(b);
}
var MARGIN4 = 24;
var TOP2 = 72;
var ROW3 = 28;
var CHART2 = 380;
function drawErrors(rows, { loss, title, place, images }) {
  const [blue = "", orange = ""] = CATEGORIES;
  const left = Math.ceil(MARGIN4 + Math.max(...rows.map(({ name, role }) => textWidth(name, { size: SIZE.text, weight: weightOf(role) }))) + 16);
  const most = Math.max(...rows.map(({ test }) => test));
  const along = (value) => left + value / most * CHART2;
  const bottom = TOP2 + rows.length * ROW3;
  const floor = rows.find(({ role }) => role === "floor");
  const what = loss === "mse" ? "mean squared error" : "cross-entropy in nats";
  const facts = `${what} of a pixel of ${grouped(images)} test images${loss === "mse" ? " \xB7 line: the best linear code" : " \xB7 line: no model can go below"}`;
  const subtitle = placed(facts, place);
  const parts = [
    text(MARGIN4, 30, title ?? "Errors of reconstruction", { size: SIZE.title, weight: 600 }),
    text(MARGIN4, 49, subtitle, { fill: INK.quiet })
  ];
  for (const [index, { name, role, test }] of rows.entries()) {
    const y = TOP2 + (index + 0.5) * ROW3;
    const fill = role === "autoencoder" ? blue : role === "floor" ? orange : "#c4ccd4";
    const width2 = Math.round((along(test) - left) * 100) / 100;
    parts.push(text(left - 10, y + 4, name, { anchor: "end", weight: weightOf(role) }), `<rect x="${left}" y="${y - 8}" width="${width2}" height="16" fill="${fill}"/>`, text(labelLeft(along(test) + 7, floor && along(floor.test)), y + 4, test.toFixed(4), { weight: weightOf(role) }));
  }
  parts.push(line([left, TOP2], [left, bottom], { stroke: INK.frame }));
  if (floor !== void 0)
    parts.unshift(line([along(floor.test), TOP2], [along(floor.test), bottom], { stroke: orange, width: 0.75 }));
  const width = Math.max(left + CHART2 + 60, MARGIN4 + textWidth(subtitle, { size: SIZE.text }));
  return picture(Math.ceil(width + MARGIN4), bottom + 20, parts);
}
function labelLeft(left, floor) {
  return floor !== void 0 && floor > left - 4 && floor < left + 44 ? floor + 7 : left;
}
function weightOf(role) {
  return role === "autoencoder" ? 600 : 400;
}
function tidied(row) {
  const short = (value) => Number(value.toPrecision(7));
  return { ...row, train: row.train === null ? null : short(row.train), test: short(row.test) };
}

// stages/visualize/dendrogram.js
function jointsOf(merges, order) {
  const branches = new Map(order.map((leaf, at) => [leaf, { place: at + 0.5, height: null }]));
  return merges.map(({ left, right, similarity }) => {
    const [a, b] = [Math.min(...left), Math.min(...right)];
    const sides = [branches.get(a), branches.get(b)];
    if (sides[0] === void 0 || sides[1] === void 0)
      throw new Error("Internal error: a merge of unknown leaves");
    const height = 1 - similarity;
    branches.set(Math.min(a, b), { place: (sides[0].place + sides[1].place) / 2, height });
    return { branches: [sides[0], sides[1]], height };
  });
}
function heightAxis(joints) {
  const heights = joints.map(({ height }) => height);
  const [low, high] = [Math.min(1, ...heights), Math.max(0.01, ...heights)];
  const base = low < high / 2 || low === high ? 0 : low;
  const [step, places] = STEPS.find(([size]) => high - base <= size * 5) ?? LARGEST;
  const first = base === 0 ? 0 : Math.max(Math.floor(base / step - 0.25), 0);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({ length: Math.max(last - first, 1) + 1 }, (_, at) => (first + at) * step);
  return { from: first * step, to: ticks.at(-1) ?? 1, ticks, places };
}
var LARGEST = [0.5, 1];
var STEPS = [[5e-3, 3], [0.01, 2], [0.02, 2], [0.05, 2], [0.1, 1], [0.2, 1], LARGEST];
function dendrogramParts(joints, leaves, box) {
  const { left, top, width, bottom, foot } = box;
  const axis = heightAxis(joints);
  const right = left + width;
  const x = (place) => left + place / leaves * width;
  const y = (height) => bottom - (height - axis.from) / (axis.to - axis.from) * (bottom - top);
  const labels = axis.ticks.map((tick) => fixed(tick, axis.places));
  const titleLeft = right + 7 + Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small }))) + 13;
  const up = (place, from, to) => `M${two(x(place))} ${two(from)}V${two(to)}`;
  const across = joints.map(({ branches: [a, b], height }) => `M${two(x(a.place))} ${two(y(height))}H${two(x(b.place))}`);
  const sides = joints.flatMap(({ branches, height }) => branches.map((branch) => ({ ...branch, to: y(height) })));
  const stems = sides.map(({ place, height, to }) => height === null ? up(place, foot, to) : "");
  const trunks = sides.map(({ place, height, to }) => height === null ? "" : up(place, y(height), to));
  const stroke = Math.min(Math.max(width / leaves / 2, 0.5), 1);
  return [
    ...axis.ticks.flatMap((tick, at) => [
      line([left, y(tick)], [right + 4, y(tick)], { stroke: INK.line, width: 0.5 }),
      text(right + 7, y(tick) + 3.4, labels[at] ?? "", { size: SIZE.small })
    ]),
    text(titleLeft, (top + bottom) / 2, "1 \u2212 cosine", {
      size: SIZE.small,
      fill: INK.quiet,
      anchor: "middle",
      rotate: -90
    }),
    // Stems tell no more than that there is a leaf, and there are many.
    path(stems, { stroke: INK.frame, width: stroke }),
    path([...trunks, ...across], { stroke: INK.text, width: stroke })
  ];
}
function path(parts, style) {
  return `<path d="${parts.join("")}" fill="none" stroke="${style.stroke}" stroke-width="${style.width}" stroke-linecap="square"/>`;
}
function two(value) {
  return Math.round(value * 100) / 100;
}

// stages/visualize/heat-map.js
var SIDE2 = 1040;
var MISSING = [176, 176, 176];
var MAX_NAMED = 64;
var BAR2 = { width: 14, gap: 26 };
var LEFT = 24;
var TREE = { top: 70, height: 120, above: 7 };
async function drawHeatMap(matrix, params) {
  const { count, cosines } = matrix;
  const pairs = pairCosines(matrix);
  const limit = params.limit ?? (pairs.length === 0 ? 1 : roundLimit(largestCosine(pairs)));
  const clustered = params.order === "clustered";
  const merges = clustered ? atOnce(completeLinkage(cosines.map((cosine) => Number.isNaN(cosine) ? 0 : cosine), count)) : [];
  const order = clusteredOrder(merges, count);
  const ordered = cosines.map((_, at) => cosines[(order[Math.floor(at / count)] ?? 0) * count + (order[at % count] ?? 0)] ?? NaN);
  const size = Math.max(Math.floor(SIDE2 / count), 1);
  const pixels = paintMatrix(ordered, {
    width: count,
    size,
    colour: (cosine) => Number.isNaN(cosine) ? MISSING : diverging(cosine / limit)
  });
  const side = pixels.width / SCALE;
  const named2 = count <= MAX_NAMED;
  const labels = named2 ? order.map(String) : order.map((_, place) => String(place));
  const left = Math.ceil(LEFT + Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small }))) + 8);
  const top = merges.length > 0 ? TREE.top + TREE.height + TREE.above : TREE.top;
  const barLeft = left + side + BAR2.gap;
  const barLabels = barTicks(limit);
  const barTextWidth = Math.max(...barLabels.map((tick) => textWidth(tick.label, { size: SIZE.text })));
  const treeBox = { top: TREE.top, bottom: TREE.top + TREE.height, foot: top - 1 };
  const facts = `${count === 1 ? "1 filter: nothing to compare" : `${count} filters`} \xB7 ${params.snapshot === "final" ? "trained" : "untrained"} weights \xB7 ` + (clustered ? "ordered by complete-linkage clustering" : "in the order of the layer") + // Beyond the colour bar's end, so the reader must be told.
  (limit < 1 ? " \xB7 diagonal: 1" : "") + (cosines.some((cosine) => Number.isNaN(cosine)) ? " \xB7 grey: all weights are 0" : "");
  const subtitle = placed(facts, params.place);
  const title = params.title ?? `Cosine similarity of the filters of ${matrix.layer}`;
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const width = Math.ceil(Math.max(barLeft + BAR2.width + 10 + barTextWidth, LEFT + texts) + LEFT);
  const height = Math.ceil(top + side + 46);
  const parts = [
    text(LEFT, 30, title, { size: SIZE.title, weight: 600 }),
    text(LEFT, 49, subtitle, { fill: INK.quiet }),
    ...merges.length > 0 ? dendrogramParts(jointsOf(merges, order), count, { ...treeBox, left, width: side }) : [],
    frame({ left, top, width: side, height: side }),
    ...axisParts(labels, { left, top, side, named: named2 }),
    text(left + side / 2, top + side + 34, named2 || !clustered ? "filter" : "place in the order", {
      fill: INK.quiet,
      anchor: "middle"
    }),
    frame({ left: barLeft, top, width: BAR2.width, height: side }),
    ...barLabels.flatMap(({ part, label }) => {
      const y = top + (1 - part) * side;
      return [
        line([barLeft + BAR2.width + 0.5, y], [barLeft + BAR2.width + 4, y], { stroke: INK.frame, width: 0.5 }),
        text(barLeft + BAR2.width + 8, y + 4, label)
      ];
    })
  ];
  const sheet = await drawSvg(picture(width, height, parts));
  paste(sheet, pixels, { left: left * SCALE, top: top * SCALE });
  paste(sheet, barPixels(side * SCALE), { left: barLeft * SCALE, top: top * SCALE });
  return sheet;
}
function axisParts(labels, { left, top, side, named: named2 }) {
  const cell = side / labels.length;
  const widest2 = Math.max(...labels.map((label) => textWidth(label, { size: SIZE.small })));
  const rowStep = stepFor(labels.length, Math.ceil((SIZE.small + 1.5) / cell), named2);
  const columnStep = stepFor(labels.length, Math.ceil((widest2 + 3) / cell), named2);
  return labels.flatMap((label, index) => {
    const middle = (index + 0.5) * cell;
    const parts = [];
    if (index % rowStep === 0) {
      parts.push(line([left - 4, top + middle], [left - 0.5, top + middle], { stroke: INK.frame, width: 0.5 }));
      parts.push(text(left - 7, top + middle + 3.4, label, { size: SIZE.small, anchor: "end" }));
    }
    if (index % columnStep === 0) {
      const y = top + side;
      parts.push(line([left + middle, y + 0.5], [left + middle, y + 4], { stroke: INK.frame, width: 0.5 }));
      parts.push(text(left + middle, y + 14, label, { size: SIZE.small, anchor: "middle" }));
    }
    return parts;
  });
}
function stepFor(count, least, named2) {
  const steps = named2 ? [1, 2, 4, 8, 16, 32, 64] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
  const wanted = named2 ? least : Math.max(least, count / 8);
  return steps.find((step) => step >= wanted) ?? count;
}
function barTicks(limit) {
  return [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const value = (part * 2 - 1) * limit;
    const digits = String(Number(value.toPrecision(3)));
    return { part, label: digits.replace("-", "\u2212") };
  });
}
function barPixels(height) {
  const rows = Array.from({ length: height }, (_, row) => 1 - 2 * (row + 0.5) / height);
  const values = rows.flatMap((value) => Array.from({ length: BAR2.width * SCALE }, () => value));
  return paintMatrix(values, { width: BAR2.width * SCALE, size: 1, colour: diverging });
}

// stages/visualize/histogram.js
var PANEL3 = { width: 460, height: 250 };
var CURVE_POINTS = 8;
function drawHistogram(matrix, entry, params) {
  const cosines = pairCosines(matrix);
  if (cosines.length === 0)
    return nothingToCompare(matrix.layer, params);
  const limit = roundLimit(Math.max(largestCosine(cosines), 3 / Math.sqrt(entry.dimension)));
  const width = 2 * limit / params.bins;
  const counts = Array.from({ length: params.bins }, () => 0);
  for (const cosine of cosines) {
    const bin = Math.min(Math.max(Math.floor((cosine + limit) / width), 0), params.bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bars = counts.map((count, bin) => ({
    from: tidy3(-limit + bin * width),
    to: tidy3(-limit + (bin + 1) * width),
    share: tidy3(count / cosines.length)
  }));
  const chance = Array.from({ length: params.bins * CURVE_POINTS + 1 }, (_, index) => {
    const cosine = -limit + index * width / CURVE_POINTS;
    const [low, high] = [Math.max(cosine - width / 2, -1), Math.min(cosine + width / 2, 1)];
    return {
      cosine: tidy3(cosine),
      share: tidy3(chanceAbove(entry.dimension, low) - chanceAbove(entry.dimension, high))
    };
  });
  const thresholds = entry.thresholds.filter(({ threshold }) => Math.abs(threshold) < limit);
  const highest2 = Math.max(...bars.map(({ share }) => share), ...chance.map(({ share }) => share));
  const x = {
    type: "quantitative",
    scale: { domain: [-limit, limit], nice: false },
    title: "cosine of a pair"
  };
  const y = {
    type: "quantitative",
    title: "share of pairs in a bin",
    axis: { labelExpr: "format(datum.value * 100, '~r') + ' %'", tickCount: 5 },
    scale: { domain: [0, highest2 * 1.12], nice: false }
  };
  const [blue = "", orange = ""] = CATEGORIES;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? `Pairwise cosines of the filters of ${matrix.layer}`,
      subtitle: placed(`${matrix.count} filters, ${grouped(cosines.length)} pairs \xB7 ${params.snapshot === "final" ? "trained" : "untrained"} weights \xB7 chance: random directions in ${entry.dimension} dimensions`, params.place)
    },
    ...PANEL3,
    layer: [
      {
        data: { values: bars },
        mark: { type: "rect", color: blue, opacity: 0.55, stroke: INK.paper, strokeWidth: 0.5 },
        encoding: { x: { field: "from", ...x }, x2: { field: "to" }, y: { field: "share", ...y }, y2: { datum: 0 } }
      },
      {
        data: { values: chance },
        mark: { type: "line", color: orange, strokeWidth: 1.75 },
        encoding: { x: { field: "cosine", ...x }, y: { field: "share", ...y } }
      },
      ...thresholds.length === 0 ? [] : thresholdLayers(thresholds.map(({ threshold }) => threshold)),
      ...legendLayers([
        { name: "pairs", colour: blue },
        { name: "chance", colour: orange }
      ])
    ]
  };
}
function thresholdLayers(thresholds) {
  const values = [...thresholds].sort((a, b) => a - b).map((threshold, index) => ({
    threshold,
    label: `> ${decimal(threshold, 3)}`,
    top: 13 * index,
    middle: 13 * index + 6
  }));
  const x = { field: "threshold", type: "quantitative" };
  const pixels = { type: "quantitative", scale: null };
  return [
    {
      data: { values },
      mark: { type: "rule", color: INK.quiet, strokeDash: [3, 3], strokeWidth: 1 },
      encoding: { x, y: { field: "top", ...pixels }, y2: { value: PANEL3.height } }
    },
    {
      data: { values },
      mark: { type: "text", align: "left", dx: 4, fontSize: SIZE.small, color: INK.quiet },
      encoding: { x, y: { field: "middle", ...pixels }, text: { field: "label" } }
    }
  ];
}
function legendLayers(names) {
  const style = { align: "left", fontWeight: 600, fontSize: SIZE.text };
  return names.flatMap(({ name, colour }, index) => wordLayers(name, {
    style: { ...style, color: colour },
    encoding: { x: { value: 8 }, y: { value: 10 + index * 15 } }
  }));
}
function tidy3(value) {
  return Number(value.toPrecision(9));
}

// stages/visualize/latent.js
import { writeFile as writeFile2 } from "node:fs/promises";

// stages/visualize/codes.js
async function readAutoencoder(path2) {
  const weights = await readSafetensors(path2);
  const about = metadataAt(weights, "autoencoder");
  if (!isObject(about) || !isObject(about["encoder"]) || !isObject(about["decoder"])) {
    throw new StageFailure('The artifact does not describe an autoencoder: expected "encoder" and "decoder" in its metadata');
  }
  return { network: about, binarised: about["binarised"] === true, weights };
}
function readTestImages(dataset, network, limit = Infinity) {
  const { data, shape } = tensorAt(dataset, "test.images", "U8");
  const labels = tensorAt(dataset, "test.labels", "U8").data;
  const own = shape.slice(1);
  if (own.join() !== network.encoder.input.join()) {
    throw new StageFailure(`The autoencoder takes images of ${network.encoder.input.join("x")}, the dataset has ${own.join("x")}`);
  }
  if (labels.length === 0)
    throw new StageFailure("The dataset has no test images to encode");
  const count = Math.min(labels.length, limit);
  const size = own.reduce((product, side) => product * side, 1);
  return { images: data.subarray(0, count * size), labels: labels.subarray(0, count), shape: own };
}
function encode({ network, binarised, weights }, images) {
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  const count = images.length / size;
  const codes = new Float64Array(count * network.latent);
  const layers = denseLayers(network.encoder, weights);
  for (let image = 0; image < count; image++) {
    const pixels = Float64Array.from(images.subarray(image * size, (image + 1) * size), (pixel) => binarised ? Number(pixel / 255 > 0.5) : pixel / 255);
    codes.set(forward(layers, pixels).subarray(0, network.latent), image * network.latent);
  }
  return codes;
}
function decode({ network, weights }, codes) {
  const size = network.encoder.input.reduce((product, side) => product * side, 1);
  const images = new Float64Array(codes.length / network.latent * size);
  const layers = denseLayers(network.decoder, weights);
  for (let at = 0; at < codes.length; at += network.latent) {
    images.set(forward(layers, codes.subarray(at, at + network.latent)), at / network.latent * size);
  }
  return images;
}
function denseLayers({ layers }, weights) {
  return layers.flatMap((layer) => {
    if (layer.type === "flatten")
      return [];
    if (layer.type !== "dense")
      throw new StageFailure(`Cannot follow layer "${layer.name}": expected dense layers only`);
    const kernel = tensorAt(weights, `final/${layer.name}.kernel`, "F32").data;
    const bias = tensorAt(weights, `final/${layer.name}.bias`, "F32").data;
    return [{ kernel, bias, activation: layer.activation }];
  });
}
function forward(layers, input) {
  let values = input;
  for (const { kernel, bias, activation } of layers) {
    const outputs = Float64Array.from(bias);
    const units = outputs.length;
    for (const [index, value] of values.entries()) {
      if (value === 0)
        continue;
      const base = index * units;
      for (let unit = 0; unit < units; unit++) {
        outputs[unit] = outputs[unit] + value * kernel[base + unit];
      }
    }
    values = outputs.map((value) => activated(value, activation));
  }
  return values;
}
function activated(value, activation) {
  switch (activation) {
    case "linear":
      return value;
    case "relu":
      return Math.max(value, 0);
    case "leakyRelu":
      return value < 0 ? 0.01 * value : value;
    case "tanh":
      return Math.tanh(value);
    case "sigmoid":
      return 1 / (1 + Math.exp(-value));
    case "softmax":
      throw new StageFailure("Cannot follow a softmax in an autoencoder");
  }
}

// stages/visualize/latent.js
async function makeLatent(context, params) {
  const trained = await readAutoencoder(context.input("autoencoder").path);
  const dataset = await readSafetensors(context.input("data").path);
  const { images, labels } = readTestImages(dataset, trained.network, params.images);
  const { latent } = trained.network;
  const { places, axes } = placesOf(encode(trained, images), { labels, latent, axes: params.axes });
  await writeTable(context.output("table"), ["image", "label", "x", "y"], places);
  const classes = Math.max(...labels) + 1;
  const svg = await drawChart(drawPlaces(places, {
    axes,
    labels: classLabels(classNamesOf(dataset, classes), LABEL2),
    latent,
    title: params.title,
    place: params.place
  }));
  await writeFile2(context.output("chart"), svg);
  await writePng(context.output("image"), await drawSvg(svg));
}
function placesOf(codes, { labels, latent, axes }) {
  const principal = axes === "principal" && latent > 2 ? principalComponents({ size: latent, values: codes }, 2) : void 0;
  const places = Array.from(labels, (label, image) => {
    const code = codes.subarray(image * latent, (image + 1) * latent);
    const [x = 0, y = 0] = principal === void 0 ? code : project(principal, code);
    return { image, label, x: tidy4(x), y: tidy4(y) };
  });
  if (principal === void 0)
    return { places, axes: ["first number of the code", latent === 1 ? "" : "second number of the code"] };
  const share = (index) => `${(100 * (principal.variances[index] ?? 0) / principal.total).toFixed(0)} %`;
  return {
    places,
    axes: [`first principal component (${share(0)} of the variance)`, `second (${share(1)})`]
  };
}
var SIDE3 = 460;
var LABEL2 = 110;
var COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#a3488a",
  "#7a5195",
  "#8a6d00",
  "#2aa1c0",
  "#c1272d",
  "#4d4d4d",
  "#5b8c00"
];
function drawPlaces(places, about) {
  const { axes, latent } = about;
  const { labels: names, note } = about.labels;
  const glyphs = names.every((name) => name.length === 1);
  const values = places.map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? "" }));
  const color = {
    field: "label",
    type: "ordinal",
    scale: { domain: names.map((_, index) => index), range: names.map((_, index) => COLOURS[index % COLOURS.length]) },
    legend: null
  };
  const axis = (field, title) => ({
    field,
    type: "quantitative",
    title,
    scale: { zero: false, nice: true },
    axis: { grid: true, tickCount: 6 }
  });
  const encoding = { x: axis("x", axes[0]), y: axis("y", axes[1]), color };
  const cloud = glyphs ? { mark: { type: "text", fontSize: 8, opacity: 0.8 }, encoding: { ...encoding, text: { field: "name" } } } : { mark: { type: "point", filled: true, size: 14, opacity: 0.6 }, encoding };
  const centres = middles(places).map(({ label, x, y }) => ({ x, y, label, name: names[label] ?? "" }));
  const centre = (mark) => ({
    data: { values: centres },
    mark: { type: "text", fontSize: glyphs ? 20 : SIZE.text + 1, fontWeight: 600, ...mark },
    encoding: { ...encoding, text: { field: "name" } }
  });
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: about.title ?? "Codes of the test images",
      subtitle: placed([
        `${grouped(places.length)} images, codes of ${latent} ${latent === 1 ? "number" : "numbers"}`,
        "each drawn as its class, large at the median of the class",
        ...note === "" ? [] : [note]
      ].join(" \xB7 "), about.place)
    },
    width: SIDE3,
    height: SIDE3,
    layer: [
      { data: { values }, ...cloud },
      { ...centre({ stroke: INK.paper, strokeWidth: 4, strokeJoin: "round" }) },
      { ...centre({}) }
    ]
  };
}
function middles(places) {
  const labels = [...new Set(places.map(({ label }) => label))].sort((a, b) => a - b);
  return labels.map((label) => {
    const own = places.filter((place) => place.label === label);
    return { label, x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
  });
}
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
function tidy4(value) {
  return Number(value.toPrecision(7));
}

// stages/visualize/manifold.js
async function makeManifold(context, params) {
  const trained = await readAutoencoder(context.input("autoencoder").path);
  const { kind, latent, encoder } = trained.network;
  if (latent !== 2) {
    throw new StageFailure(`Cannot draw a plane of codes of ${latent} numbers: expected 2`, {
      hint: 'Set "latent" of the autoencoder to 2, or draw kind "latent".'
    });
  }
  const [data] = context.inputs("data");
  if (data === void 0 && kind === "plain") {
    throw new StageFailure("Cannot tell where the codes of a plain autoencoder lie", {
      hint: 'Connect "data": the grid then spans the codes of the test images.'
    });
  }
  const shares = Array.from({ length: params.side }, (_, index) => (index + 0.5) / params.side);
  const axes = data === void 0 ? [shares.map(normalQuantile), shares.map(normalQuantile)] : quantiles(encode(trained, readTestImages(await readSafetensors(data.path), trained.network).images), shares);
  const images = decode(trained, gridCodes(axes));
  const shape = encoder.input;
  const tile = tileSize(shape, SIDE4 / params.side);
  const width = tile.width * params.side;
  const height = tile.height * params.side;
  const spread2 = data === void 0 ? "quantiles of the standard normal distribution" : "quantiles of the codes of the test images";
  const [columns, rows] = axes;
  const label = (value) => fixed(value ?? 0, 2);
  const quiet = { fill: INK.quiet, size: SIZE.small };
  const title = params.title ?? "Images decoded from a plane of codes";
  const subtitle = placed(`${params.side} \xD7 ${params.side} codes at the ${spread2}`, params.place);
  const texts = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const parts = [
    text(MARGIN5, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN5, 49, subtitle, { fill: INK.quiet }),
    text(LEFT2, TOP3 + height + 14, label(columns[0]), quiet),
    text(LEFT2 + width / 2, TOP3 + height + 14, "first number of the code", { fill: INK.quiet, anchor: "middle" }),
    text(LEFT2 + width, TOP3 + height + 14, label(columns.at(-1)), { ...quiet, anchor: "end" }),
    text(LEFT2 - 6, TOP3 + 8, label(rows.at(-1)), { ...quiet, anchor: "end" }),
    text(LEFT2 - 12, TOP3 + height / 2, "second number", { fill: INK.quiet, anchor: "middle", rotate: -90 }),
    text(LEFT2 - 6, TOP3 + height, label(rows[0]), { ...quiet, anchor: "end" })
  ];
  const sheet = await drawSvg(picture(Math.ceil(Math.max(LEFT2 + width, MARGIN5 + texts) + MARGIN5), Math.ceil(TOP3 + height + 34), parts));
  for (const [index, raster] of paintImages(images, shape, SIDE4 / params.side).entries()) {
    const left = LEFT2 * SCALE + index % params.side * raster.width;
    paste(sheet, raster, { left, top: TOP3 * SCALE + Math.floor(index / params.side) * raster.height });
  }
  await writePng(context.output("image"), sheet);
}
var MARGIN5 = 24;
var LEFT2 = 60;
var TOP3 = 66;
var SIDE4 = 560;
function gridCodes([columns, rows]) {
  return Float64Array.from(rows.toReversed().flatMap((second) => columns.flatMap((first) => [first, second])));
}
function quantiles(codes, shares) {
  const of = (number) => {
    const sorted = codes.filter((_, at) => at % 2 === number).toSorted();
    return shares.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
  };
  return [of(0), of(1)];
}
function normalQuantile(share) {
  let [low, high] = [-6, 6];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share)
      low = middle;
    else
      high = middle;
  }
  return (low + high) / 2;
}
function normalBelow(z) {
  let [sum, term] = [z, z];
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= z * z / k;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

// stages/visualize/mistakes.js
async function makeMistakes(context, params) {
  const predictions = await readPredictions(context.input("predictions").path);
  const dataset = await readSafetensors(context.input("data").path);
  const labels = tensorAt(dataset, "test.labels", "U8").data;
  if (labels.length !== predictions.labels.length || labels.some((label, at) => label !== predictions.labels[at])) {
    throw new StageFailure("The predictions are not for the test images of this dataset: their labels differ", {
      hint: 'Connect "data" to the step that the training takes its dataset from.'
    });
  }
  const names = classNamesOf(dataset, predictions.classes);
  const { labels: shownNames, note } = classLabels(names, LABEL3);
  const mistakes = findMistakes(predictions);
  await writeTable(context.output("table"), ["rank", "image", "label", "name", "predicted", "predictedName", "probability", "labelProbability"], mistakes.map((mistake, index) => ({
    rank: index + 1,
    ...mistake,
    name: names[mistake.label] ?? "",
    predictedName: names[mistake.predicted] ?? "",
    probability: Number(mistake.probability.toPrecision(6)),
    labelProbability: Number(mistake.labelProbability.toPrecision(6))
  })));
  const { data, shape } = tensorAt(dataset, "test.images", "U8");
  const [, height = 0, width = 0, channels = 0] = shape;
  const imageShape = [height, width, channels];
  const size = height * width * channels;
  const shown = mistakes.slice(0, params.count).map((mistake) => ({
    mistake,
    pixels: Float64Array.from(data.subarray(mistake.image * size, (mistake.image + 1) * size), (pixel) => pixel / 255)
  }));
  const all = { mistakes: mistakes.length, images: labels.length };
  await writePng(context.output("image"), await drawMistakes(shown, { shape: imageShape, names: shownNames, note, all, params }));
}
function findMistakes(predictions) {
  const mistakes = [];
  for (const [image, label] of predictions.labels.entries()) {
    const predicted = predictions.predicted[image] ?? 0;
    if (predicted === label)
      continue;
    const chances = probabilities(predictions, image);
    const [probability = 0, labelProbability = 0] = [chances[predicted], chances[label]];
    mistakes.push({ image, label, predicted, probability, labelProbability });
  }
  return mistakes.sort((a, b) => b.probability - a.probability || a.labelProbability - b.labelProbability || a.image - b.image);
}
var MARGIN6 = 24;
var TOP4 = 68;
var SIDE5 = 84;
var LABEL3 = 120;
var COLUMNS = 10;
var GAP3 = { across: 14, down: 14 };
var CAPTION = 46;
async function drawMistakes(shown, about) {
  const { shape, names, note, all, params } = about;
  const tile = tileSize(shape, SIDE5);
  const captions = shown.map(({ mistake }) => `${names[mistake.label]} \u2192 ${names[mistake.predicted]}`);
  const widest2 = Math.max(0, ...captions.map((caption) => textWidth(caption, { size: SIZE.text + 1, weight: 600 })));
  const column = Math.ceil(Math.max(tile.width, widest2)) + GAP3.across;
  const columns = Math.min(Math.max(Math.floor(COLUMNS * (SIDE5 + GAP3.across) / column), 1), Math.max(shown.length, 1));
  const row = tile.height + CAPTION + GAP3.down;
  const title = params.title ?? "The worst mistakes";
  const facts = all.mistakes === 0 ? `All ${grouped(all.images)} test images are classified correctly` : `${shown.length} of ${grouped(all.mistakes)} mistakes among ${grouped(all.images)} test images, the most certain first \xB7 true class \u2192 taken for, and its probability`;
  const subtitle = placed([facts, ...note === "" ? [] : [note]].join(" \xB7 "), params.place);
  const parts = [
    text(MARGIN6, 30, title, { size: SIZE.title, weight: 600 }),
    text(MARGIN6, 49, subtitle, { fill: INK.quiet })
  ];
  const pasted = [];
  for (const [index, { mistake, pixels }] of shown.entries()) {
    const start = MARGIN6 + index % columns * column;
    const left = start + Math.round((column - GAP3.across - tile.width) / 2);
    const top = TOP4 + Math.floor(index / columns) * row;
    const [raster] = paintImages(pixels, shape, SIDE5);
    if (raster !== void 0)
      pasted.push({ raster, left, top });
    parts.push(frame({ left, top, ...tile }));
    const middle = left + tile.width / 2;
    const below = top + tile.height;
    parts.push(text(middle, below + 16, captions[index] ?? "", { size: SIZE.text + 1, weight: 600, anchor: "middle" }), text(middle, below + 30, chanceText2(mistake.probability), { anchor: "middle" }), text(middle, below + 42, `image ${mistake.image}`, { size: SIZE.small, fill: INK.quiet, anchor: "middle" }));
  }
  const rows = Math.ceil(shown.length / columns);
  const needed = Math.max(textWidth(title, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  const width = Math.ceil(MARGIN6 + Math.max(columns * column - GAP3.across, needed) + MARGIN6);
  const height = Math.ceil(TOP4 + rows * row + (rows === 0 ? 0 : 6));
  const sheet = await drawSvg(picture(width, height, parts));
  for (const { raster, left, top } of pasted)
    paste(sheet, raster, { left: left * SCALE, top: top * SCALE });
  return sheet;
}
function chanceText2(probability) {
  if (probability > 0.9995)
    return "> 99.9 %";
  return `${(probability * 100).toFixed(1)} %`;
}

// stages/visualize/network.js
import { writeFile as writeFile3 } from "node:fs/promises";
async function makeNetwork(context, params) {
  const model = modelOf(await readSafetensors(context.input("model").path));
  const summary = inferShapes(model);
  await writeTable(context.output("table"), ["layer", "type", "settings", "output", "values", "parameters", "macs"], summary.layers.map(({ layer, shape, parameters, macs }) => ({
    layer: layer.name,
    type: layer.type,
    settings: settingsOf(layer).join(", "),
    output: shape.join("x"),
    values: sizeOf(shape),
    parameters,
    macs
  })));
  const svg = drawNetwork(model, { summary, title: params.title, place: params.place });
  await writeFile3(context.output("chart"), svg);
  await writePng(context.output("image"), await drawSvg(svg));
}
function boxesOf(model, summary) {
  const boxes = [{ name: "input", notes: ["image"], shape: model.input, parameters: 0, macs: 0 }];
  for (const { layer, inputShape, shape, parameters, macs } of summary.layers) {
    const before = boxes.at(-1);
    if (before !== void 0 && parameters === 0 && String(shape) === String(inputShape)) {
      before.notes.push(...settingsOf(layer));
    } else
      boxes.push({ name: layer.name, notes: [...settingsOf(layer)], shape, parameters, macs });
  }
  return boxes;
}
function settingsOf(layer) {
  const words = kindOf(layer.type).describe(layer);
  const activation = activationOf(layer);
  return activation === "linear" ? words : [...words, activation];
}
var MARGIN7 = 24;
var TOP5 = 72;
var HIGH = 112;
var PLANE = { shift: 3, most: 9 };
var BAR3 = { width: 12, least: 10 };
var GAP4 = 26;
var ACROSS = 10;
var ROWS = { name: 20, notes: 36, note: 13, shape: 18, counts: 36, count: 26 };
function drawNetwork(model, { summary, title, place }) {
  const boxes = boxesOf(model, summary);
  const bands = Array.from({ length: Math.ceil(boxes.length / ACROSS) }, (_, band) => boxes.slice(band * ACROSS, (band + 1) * ACROSS));
  const scale = scaleOf2(boxes);
  const labels = { shape: "output", parameters: "parameters", macs: "multiply-adds" };
  const left = Math.ceil(MARGIN7 + Math.max(...Object.values(labels).map((label) => textWidth(label, { size: SIZE.text }))) + 20);
  const most = { parameters: summary.parameters, macs: summary.macs };
  const heading = title ?? "The network";
  const facts = `${grouped(summary.parameters)} parameters \xB7 ${grouped(summary.macs)} multiply-adds for one image`;
  const subtitle = placed(facts, place);
  const parts = [
    text(MARGIN7, 30, heading, { size: SIZE.title, weight: 600 }),
    text(MARGIN7, 49, subtitle, { fill: INK.quiet })
  ];
  let right = MARGIN7 + Math.max(textWidth(heading, { size: SIZE.title, weight: 600 }), textWidth(subtitle, { size: SIZE.text }));
  let top = TOP5;
  for (const [index, band] of bands.entries()) {
    const notes = Math.max(...band.map((box) => box.notes.length));
    const base = top + HIGH + ROWS.notes + notes * ROWS.note;
    const rows = {
      shape: base + ROWS.shape - 8,
      parameters: base + ROWS.counts,
      macs: base + ROWS.counts + ROWS.count
    };
    const quiet = { fill: INK.quiet, anchor: "end" };
    for (const key of ["shape", "parameters", "macs"])
      parts.push(text(left - 20, rows[key], labels[key], quiet));
    let x = left;
    for (const [place2, box] of band.entries()) {
      const width = columnWidth(box, scale);
      const middle = x + width / 2;
      parts.push(...drawGlyph(box, { middle, centre: top + HIGH / 2, scale }));
      if (place2 > 0 || index > 0)
        parts.push(arrow(x - GAP4 / 2, top + HIGH / 2));
      parts.push(text(middle, top + HIGH + ROWS.name, box.name, { weight: 600, anchor: "middle" }));
      for (const [at, note] of box.notes.entries()) {
        const y = top + HIGH + ROWS.notes + at * ROWS.note;
        parts.push(text(middle, y, note, { size: SIZE.small, fill: INK.quiet, anchor: "middle" }));
      }
      parts.push(text(middle, rows.shape, shapeText(box.shape), { anchor: "middle" }));
      for (const key of ["parameters", "macs"]) {
        if (box[key] === 0)
          continue;
        parts.push(text(middle, rows[key], grouped(box[key]), { anchor: "middle" }));
        const share = box[key] / Math.max(most[key], 1);
        const [colour = "", other = ""] = CATEGORIES;
        parts.push(shareBar(share, { x, y: rows[key] + 5, width, fill: key === "macs" ? other : colour }));
      }
      x += width + GAP4;
    }
    right = Math.max(right, x - GAP4);
    top = rows.macs + 40;
  }
  return picture(Math.ceil(right + MARGIN7), Math.ceil(top - 10), parts);
}
function scaleOf2(boxes) {
  const maps = boxes.flatMap(({ shape }) => shape.length === 3 ? [shape] : []);
  return {
    side: Math.max(1, ...maps.flatMap(([height = 1, width = 1]) => [height, width])),
    values: Math.max(2, ...boxes.flatMap(({ shape }) => shape.length === 1 ? [sizeOf(shape)] : [])),
    planes: Math.max(1, ...maps.map(planesOf))
  };
}
function planesOf([, , channels = 1]) {
  return Math.min(Math.round(2 * Math.log2(channels)) + 1, 2 * PLANE.most);
}
function planeSize(shape, scale) {
  const [height = 1, width = 1] = shape;
  const unit = (HIGH - scale.planes * PLANE.shift) / scale.side;
  const depth = (planesOf(shape) - 1) * PLANE.shift;
  return { width: Math.max(width * unit, 4), height: Math.max(height * unit, 4), depth };
}
function columnWidth({ name, notes, shape, parameters, macs }, scale) {
  const { width, depth } = planeSize(shape, scale);
  const texts = [shapeText(shape), grouped(parameters), grouped(macs)].map((each) => textWidth(each, { size: SIZE.text }));
  const small = notes.map((note) => textWidth(note, { size: SIZE.small }));
  const bold = textWidth(name, { size: SIZE.text, weight: 600 });
  return Math.ceil(Math.max(shape.length === 3 ? width + depth : BAR3.width, bold, ...texts, ...small, 48));
}
function drawGlyph({ shape }, { middle, centre, scale }) {
  const [blue = ""] = CATEGORIES;
  if (shape.length === 1) {
    const height2 = BAR3.least + (HIGH - BAR3.least) * (Math.log(sizeOf(shape)) / Math.log(scale.values));
    return [rect({ left: middle - BAR3.width / 2, top: centre - height2 / 2, width: BAR3.width, height: height2 }, blue)];
  }
  const { width, height, depth } = planeSize(shape, scale);
  const count = planesOf(shape);
  return Array.from({ length: count }, (_, index) => {
    const shift = (count - 1 - index) * PLANE.shift;
    return rect({ left: middle - (width + depth) / 2 + shift, top: centre + (depth - height) / 2 - shift, width, height }, blue);
  });
}
function rect({ left, top, width, height }, stroke) {
  const [x, y, w, h] = [left, top, width, height].map((value) => Math.round(value * 100) / 100);
  return `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="#e6f0f8" stroke="${stroke}" stroke-width="0.75"/>`;
}
function arrow(x, y) {
  const head = `<path d="M${x + 3} ${y - 3} L${x + 8} ${y} L${x + 3} ${y + 3} Z" fill="${INK.frame}"/>`;
  return `${line([x - 8, y], [x + 4, y], { stroke: INK.frame })}${head}`;
}
function shareBar(share, { x, y, width, fill }) {
  const filled = Math.round(Math.max(share * width, 0.5) * 100) / 100;
  return `<rect x="${x}" y="${y}" width="${width}" height="4" fill="#eaeef2"/><rect x="${x}" y="${y}" width="${filled}" height="4" fill="${fill}"/>`;
}
function shapeText(shape) {
  return shape.map((size) => grouped(size)).join(" \xD7 ");
}

// stages/visualize/ratio-epochs.js
var PANEL4 = { width: 300, height: 230 };
var LABEL_HEIGHT2 = 13;
function drawRatioEpochs(courses, params) {
  const layer = oneLayer([...new Set(courses.flatMap(({ entries }) => entries.map((entry) => entry.layer)))], params.layer);
  const axes = axesOf(courses.map(({ point }) => point));
  const [axis, ...more] = axes;
  const nameOf = ({ point }) => axis !== void 0 && more.length === 0 ? showValue(point[axis]) : showPoint(point);
  const own = courses.map((course) => ({
    name: nameOf(course),
    // A point with a single filter has no ratio.
    entries: course.entries.filter((entry) => entry.layer === layer && entry.epoch !== null && entry.comparedFilters > 1)
  })).filter(({ entries }) => entries.length > 0);
  const epochs = new Set(own.flatMap(({ entries }) => entries.map(({ epoch }) => epoch)));
  if (epochs.size < 2) {
    throw new StageFailure(`Cannot draw ratios of layer "${layer}" against epochs: the reports know of fewer than two`, {
      hint: 'Let the training keep weights with "snapshots: [1, 2, 5]" and compare them with "snapshots: [initial, epochs, final]".'
    });
  }
  const thresholds = new Set(own.flatMap(({ entries }) => entries.flatMap((entry) => entry.thresholds.map((at) => at.threshold))));
  const names = own.map(({ name }) => name);
  const ordered = axis !== void 0 && more.length === 0 && courses.every(({ point }) => typeof point[axis] === "number");
  const colours = names.length === 1 ? [COLOUR.trained] : lineColours(names.length, { ordered });
  const panels = [...thresholds].sort((a, b) => a - b);
  const fewest = Math.min(...own.flatMap(({ entries }) => entries.map((entry) => entry.comparedFilters)));
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? `Similar pairs of filters of ${layer} during training`,
      subtitle: placed([
        ...names.length > 1 ? [`Colour: ${more.length === 0 ? axis : "sweep point"}`] : [],
        `Orange: chance, random directions, with its 95 % band${names.length > 1 ? ` for ${fewest} filters` : ""}`
      ].join(" \xB7 "), params.place),
      offset: 26
    },
    spacing: names.length > 1 ? 60 : 34,
    hconcat: panels.map((threshold, index) => drawPanel(own.flatMap(({ name, entries }) => marksOf(name, entries, threshold)), { threshold, names, colours, first: index === 0, chances: own.map(({ entries }) => entries[0]) }))
  };
}
function marksOf(line2, entries, threshold) {
  return entries.flatMap(({ epoch, thresholds }) => {
    const ratio = thresholds.find((at) => at.threshold === threshold)?.ratioPairs ?? null;
    return ratio === null || epoch === null ? [] : [{ epoch, ratio: tidy2(ratio), line: line2 }];
  }).sort((a, b) => a.epoch - b.epoch);
}
function drawPanel(marks, options) {
  const { threshold, names, colours, first, chances } = options;
  const last = Math.max(...marks.map(({ epoch }) => epoch));
  const known = chances.flatMap((entry) => {
    const chance2 = entry?.thresholds.find((at) => at.threshold === threshold)?.chance ?? null;
    return entry === void 0 || chance2 === null ? [] : [{ chance: chance2, possible: entry.possiblePairs }];
  });
  const alike = new Set(known.map(({ chance: chance2 }) => chance2)).size === 1;
  const possible = Math.min(...known.map((each) => each.possible));
  const chance = alike ? known[0]?.chance : void 0;
  const [low, high] = chance === void 0 ? [0, 0] : chanceBand(chance, possible);
  const most = Math.max(high, ...marks.map(({ ratio }) => ratio));
  const top = most > 0 ? most * 1.25 : 0.01;
  const x = {
    type: "quantitative",
    title: "epoch",
    scale: { domain: [0, last], nice: false },
    axis: { tickMinStep: 1, format: "d" }
  };
  const y = {
    type: "quantitative",
    title: first ? "ratio of similar pairs" : null,
    axis: PERCENT_AXIS,
    scale: { domain: [0, top], nice: false }
  };
  const color = { field: "line", type: "nominal", scale: { domain: names, range: colours }, legend: null };
  const band = [0, last].map((epoch) => ({ x: epoch, chance: chance ?? 0, low: Math.max(low, 0), high }));
  return {
    ...PANEL4,
    layer: [
      ...chance === void 0 ? [] : chanceLayers(band, { x, y }),
      {
        data: { values: marks },
        mark: { type: "line", strokeWidth: 1.75, point: { size: 26, opacity: 1 } },
        encoding: { x: { field: "epoch", ...x }, y: { field: "ratio", ...y }, color }
      },
      headingLayer(`cosine > ${decimal(threshold, 3)}`),
      ...names.length === 1 ? first ? keyLayers([
        { name: "trained", colour: COLOUR.trained },
        { name: "chance", colour: COLOUR.chance }
      ], PANEL4) : [] : [endLabels(marks, { names, top, color })]
    ]
  };
}
function endLabels(marks, { names, top, color }) {
  const ends = names.flatMap((line2) => {
    const last = marks.findLast((mark) => mark.line === line2);
    return last === void 0 ? [] : [{ line: line2, place: (1 - last.ratio / top) * PANEL4.height }];
  }).sort((a, b) => a.place - b.place);
  let least = 0;
  const values = ends.map(({ line: line2, place }) => {
    const free = Math.max(place, least);
    least = free + LABEL_HEIGHT2;
    return { line: line2, place: free };
  });
  return {
    data: { values },
    mark: { type: "text", align: "left", baseline: "middle", fontSize: SIZE.text, color: INK.text, clip: false },
    encoding: {
      x: { value: PANEL4.width + 8 },
      y: { field: "place", type: "quantitative", scale: null },
      text: { field: "line" },
      color
    }
  };
}

// stages/visualize/ratio-filters.js
var PANEL5 = { width: 270, height: 230 };
var SPACING = 34;
var COLUMNS2 = 3;
function drawRatioFilters(comparisons, params) {
  const layers = [...new Set(comparisons.flatMap(({ final }) => final.map(({ layer }) => layer)))];
  const unknown = params.layers?.find((layer) => !layers.includes(layer));
  if (unknown !== void 0) {
    throw new StageFailure(`Cannot find layer "${unknown}" in the similarity reports: they have ${layers.join(", ")}`);
  }
  const wanted = params.layers ?? layers;
  const panels = wanted.flatMap((layer) => panelsOf(layer, comparisons));
  if (panels.length === 0)
    throw new StageFailure("There are no two filters to compare in any layer");
  const several = new Set(panels.map(({ layer }) => layer)).size > 1;
  const repeats = repeatsOf(comparisons.map(({ point }) => point));
  const untrained = panels.some((panel2) => panel2.untrained.length > 0);
  const notes = [
    "chance: random directions, with its 95 % band",
    ...severalNotes(repeats, Math.max(...panels.map(({ trained }) => mostAtOne(trained))))
  ];
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? `Similar pairs of filters${several ? "" : ` of ${panels[0]?.layer}`} against their number`,
      subtitle: placed(notes.join(" \xB7 "), params.place),
      offset: 26
    },
    columns: COLUMNS2,
    spacing: SPACING,
    concat: panels.map((panel2, index) => drawPanel2(panel2, {
      heading: `${several ? `${panel2.layer}, ` : ""}cosine > ${decimal(panel2.threshold, 3)}`,
      first: index === 0,
      untrained
    }))
  };
}
function severalNotes(repeats, mostAtOneNumber) {
  if (mostAtOneNumber === 1)
    return [];
  const spread2 = "each, mean and standard deviation";
  if (repeats === 1)
    return [`several networks with as many filters: ${spread2}`];
  return [
    mostAtOneNumber > repeats ? `networks with as many filters, ${repeats} repeats: ${spread2}` : `${repeats} repeats: ${spread2}`
  ];
}
function panelsOf(layer, comparisons) {
  const entriesOf = (kind) => (
    // A point with a single filter has no ratio.
    comparisons.flatMap((comparison) => comparison[kind].filter((entry) => entry.layer === layer && entry.comparedFilters > 1))
  );
  const entries = entriesOf("final");
  const thresholds = new Set(entries.flatMap((entry) => entry.thresholds.map(({ threshold }) => threshold)));
  return [...thresholds].sort((a, b) => a - b).flatMap((threshold) => {
    const trained = marksOf2(entries, threshold);
    if (trained.length === 0)
      return [];
    const untrained = marksOf2(entriesOf("initial"), threshold);
    return [{ layer, threshold, trained, untrained, chance: chanceOf(entries, threshold) }];
  });
}
function marksOf2(entries, threshold) {
  return entries.flatMap((entry) => {
    const ratio = resultAt(entry, threshold)?.ratioPairs ?? null;
    return ratio === null ? [] : [{ x: entry.filters, ratio: tidy2(ratio) }];
  }).sort((a, b) => a.x - b.x);
}
function chanceOf(entries, threshold) {
  const known = entries.flatMap((entry) => {
    const chance = resultAt(entry, threshold)?.chance ?? null;
    return chance === null ? [] : [{ filters: entry.filters, chance }];
  });
  const counts = [...new Set(known.map(({ filters }) => filters))].sort((a, b) => a - b);
  const [least = 2, most = 2] = [counts[0], counts.at(-1)];
  const chances = new Set(known.map(({ chance }) => chance));
  const [only] = chances;
  const mark = (filters, chance) => {
    const [low, high] = chanceBand(chance, Math.round(filters * (filters - 1) / 2));
    return { x: tidy2(filters), chance: tidy2(chance), low: tidy2(Math.max(low, 0)), high: tidy2(high) };
  };
  const smooth = only !== void 0 && only * least * (least - 1) / 2 >= 10;
  const [start, end] = [Math.max(2, least / EDGE), most * EDGE];
  if (chances.size === 1 && only !== void 0 && (smooth || only < 1e-9)) {
    return Array.from({ length: 81 }, (_, step) => mark(start * (end / start) ** (step / 80), only));
  }
  const marks = counts.map((filters) => mark(filters, known.find((each) => each.filters === filters)?.chance ?? 0));
  const [first, last] = [marks[0], marks.at(-1)];
  if (first === void 0 || last === void 0)
    return [];
  return [{ ...first, x: tidy2(start) }, ...marks, { ...last, x: tidy2(end) }];
}
var EDGE = 1.15;
function resultAt(entry, threshold) {
  return entry.thresholds.find((result) => result.threshold === threshold);
}
function mostAtOne(marks) {
  const counts = /* @__PURE__ */ new Map();
  for (const { x } of marks)
    counts.set(x, (counts.get(x) ?? 0) + 1);
  return Math.max(...counts.values());
}
function drawPanel2(panel2, { heading, first, untrained }) {
  const counts = [...new Set(panel2.trained.map((mark) => mark.x))];
  const ratios = [...panel2.trained, ...panel2.untrained].map(({ ratio }) => ratio);
  const highs = panel2.chance.map(({ high }) => high);
  const most = Math.max(...ratios, ...highs);
  const x = {
    type: "quantitative",
    title: "filters",
    scale: { type: "log", domain: [Math.min(...counts) / EDGE, Math.max(...counts) * EDGE], nice: false },
    axis: { values: counts, format: "d", grid: false }
  };
  const y = {
    type: "quantitative",
    title: first ? "ratio of similar pairs" : null,
    axis: PERCENT_AXIS,
    // Nothing similar anywhere: an axis all the same.
    scale: { domain: [0, most > 0 ? most * 1.3 : 0.01], nice: false }
  };
  return {
    ...PANEL5,
    layer: [
      ...chanceLayers(panel2.chance, { x, y }),
      ...ratioLayers(panel2.trained, { x, y, colour: COLOUR.trained, dash: [1, 0], filled: true }),
      // Above, and hollow: after few epochs both are at the same place.
      ...ratioLayers(panel2.untrained, { x, y, colour: COLOUR.untrained, dash: [2, 3], filled: false }),
      headingLayer(heading),
      ...first ? keyLayers([
        { name: "trained", colour: COLOUR.trained },
        ...untrained ? [{ name: "untrained", colour: COLOUR.untrained }] : [],
        { name: "chance", colour: COLOUR.chance }
      ], PANEL5) : []
    ]
  };
}
function ratioLayers(marks, { x, y, colour, dash, filled }) {
  if (marks.length === 0)
    return [];
  const counts = [...new Set(marks.map((mark) => mark.x))];
  const repeated = mostAtOne(marks) > 1;
  const besides = repeated ? { xOffset: filled ? -5 : 5 } : {};
  const means = counts.map((count) => {
    const ratios = marks.filter((mark) => mark.x === count).map(({ ratio }) => ratio);
    const { mean, deviation } = spreadOf(ratios);
    const sd = deviation ?? 0;
    return { x: count, mean: tidy2(mean), low: tidy2(Math.max(mean - sd, 0)), high: tidy2(mean + sd) };
  });
  const size = repeated ? 20 : 40;
  return [
    {
      data: { values: means },
      mark: { type: "line", color: colour, strokeWidth: filled ? 1.75 : 1.25, strokeDash: dash, ...besides },
      encoding: { x: { field: "x", ...x }, y: { field: "mean", ...y } }
    },
    ...repeated ? [
      {
        data: { values: means },
        mark: { type: "rule", color: colour, strokeWidth: 1.25, ...besides },
        encoding: { x: { field: "x", ...x }, y: { field: "low", ...y }, y2: { field: "high" } }
      }
    ] : [],
    {
      data: { values: marks },
      mark: filled ? { type: "point", filled: true, size: 1.5 * size, opacity: repeated ? 0.7 : 1, color: colour, ...besides } : { type: "point", filled: false, size: 2 * size, opacity: 1, color: colour, strokeWidth: 1.25, ...besides },
      encoding: { x: { field: "x", ...x }, y: { field: "ratio", ...y } }
    }
  ];
}

// stages/visualize/ratio-threshold.js
var PANEL6 = { width: 480, height: 270 };
var STEPS2 = 160;
function drawRatioThreshold(matrices, entry, params) {
  const { final, initial } = matrices;
  const cosines = pairCosines(final);
  if (cosines.length === 0)
    return nothingToCompare(final.layer, params);
  const limit = roundLimit(Math.max(largestCosine(cosines), 4 / Math.sqrt(entry.dimension)));
  const from = params.range === "whole" ? -limit : 0;
  const log = params.ratioScale === "log";
  const chance = Array.from({ length: STEPS2 + 1 }, (_, step) => {
    const threshold = from + step * (limit - from) / STEPS2;
    const ratio = chanceAbove(entry.dimension, threshold);
    const [low, high] = chanceBand(ratio, cosines.length);
    return { x: tidy2(threshold), chance: tidy2(ratio), low: tidy2(low), high: tidy2(high) };
  });
  const least = 1 / cosines.length / 2;
  const x = {
    type: "quantitative",
    scale: { domain: [from, limit], nice: false },
    title: "threshold"
  };
  const y = {
    type: "quantitative",
    title: "ratio of similar pairs",
    axis: PERCENT_AXIS,
    scale: log ? { type: "log", domain: [least, 1], nice: false } : { domain: [0, highest(from)], nice: false }
  };
  const shown = log ? chance.map((mark) => ({ ...mark, low: Math.max(mark.low, least) })) : chance;
  const thresholds = entry.thresholds.filter(({ threshold }) => threshold > from && threshold < limit);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title: {
      text: params.title ?? `Similar pairs of filters of ${final.layer} for every threshold`,
      subtitle: placed(`${final.count} filters, ${grouped(cosines.length)} pairs \xB7 chance: random directions in ${entry.dimension} dimensions, with its 95 % band`, params.place)
    },
    ...PANEL6,
    layer: [
      ...chanceLayers(log ? shown.filter((mark) => mark.high >= least) : shown, { x, y }),
      curve(cosines, { from, limit, log, x, y, colour: COLOUR.trained, dash: [1, 0] }),
      // Above: after few epochs both are at the same place.
      ...initial === void 0 ? [] : [curve(pairCosines(initial), { from, limit, log, x, y, colour: COLOUR.untrained, dash: [2, 3] })],
      ...thresholdLayers2(thresholds, { x, y, limit }),
      ...keyLayers([
        { name: "trained", colour: COLOUR.trained },
        ...initial === void 0 ? [] : [{ name: "untrained", colour: COLOUR.untrained }],
        { name: "chance", colour: COLOUR.chance }
      ], PANEL6)
    ]
  };
}
function highest(from) {
  return from < 0 ? 1 : 0.62;
}
function curve(cosines, options) {
  const { from, limit, log, x, y, colour, dash } = options;
  const sorted = cosines.toSorted();
  const points2 = 4 * STEPS2;
  let below = 0;
  const marks = Array.from({ length: points2 + 1 }, (_, step) => {
    const threshold = from + step * (limit - from) / points2;
    while (below < sorted.length && sorted[below] <= threshold)
      below++;
    return { x: tidy2(threshold), ratio: tidy2((sorted.length - below) / sorted.length) };
  });
  return {
    data: { values: log ? marks.filter(({ ratio }) => ratio > 0) : marks },
    mark: {
      type: "line",
      color: colour,
      strokeWidth: dash[0] === 1 ? 1.75 : 1.25,
      strokeDash: dash,
      interpolate: "step-after",
      clip: true
    },
    encoding: { x: { field: "x", ...x }, y: { field: "ratio", ...y } }
  };
}
function thresholdLayers2(results, { x, y, limit }) {
  const values = results.flatMap(({ threshold, ratioPairs }) => ratioPairs === null || ratioPairs === 0 ? [] : [{ threshold, ratio: tidy2(ratioPairs), label: `> ${decimal(threshold, 3)}: ${percent(ratioPairs)}` }]);
  if (values.length === 0)
    return [];
  const place = (right) => ({
    data: { values: values.filter(({ threshold }) => threshold <= 0.85 * limit === right) },
    mark: {
      type: "text",
      align: right ? "left" : "right",
      dx: right ? 7 : -7,
      dy: -9,
      fontSize: SIZE.small,
      color: INK.text
    },
    encoding: {
      x: { field: "threshold", ...x },
      y: { field: "ratio", ...y },
      text: { field: "label" }
    }
  });
  return [
    {
      data: { values },
      mark: {
        type: "point",
        filled: true,
        size: 34,
        opacity: 1,
        color: COLOUR.trained,
        stroke: INK.paper,
        strokeWidth: 1
      },
      encoding: { x: { field: "threshold", ...x }, y: { field: "ratio", ...y } }
    },
    place(true),
    place(false)
  ];
}

// stages/visualize/summary.js
async function summarise2(inputs, params) {
  const axes = axesOf(inputs.similarity.map(({ point }) => point));
  const rows = [];
  let filtersAreAxis = true;
  for (const { path: path2, point } of inputs.similarity) {
    const entries = await readEntries(path2, "final");
    const names = entries.map(({ layer }) => layer);
    const unknown = params.layers?.find((layer) => !names.includes(layer));
    if (unknown !== void 0) {
      throw new StageFailure(`Cannot find layer "${unknown}" in the similarity report: it has ${names.join(", ")}`);
    }
    const accuracies = { ...await testAccuracy(inputs, point), ...await validationAccuracy(inputs, point) };
    for (const entry of entries) {
      if (params.layers?.includes(entry.layer) === false)
        continue;
      for (const at of entry.thresholds) {
        filtersAreAxis &&= point["filters"] === entry.filters;
        rows.push({
          ...Object.fromEntries(axes.map((axis) => [`sweep ${axis}`, showValue(point[axis])])),
          layer: entry.layer,
          filters: entry.filters,
          ...accuracies,
          threshold: at.threshold,
          pairs: at.pairs,
          possible: entry.possiblePairs,
          ratio: round(at.ratioPairs, 4),
          chance: round(at.chance, 3),
          z: at.z === null ? null : Number(at.z.toFixed(2)) + 0,
          lift: round(at.lift, 3),
          verdict: at.verdict === null ? null : `${at.verdict} chance`
        });
      }
    }
  }
  return named(withSpread(rows), filtersAreAxis);
}
var REPEAT = "sweep repeat";
var FIXED = /* @__PURE__ */ new Set(["layer", "filters", "threshold", "possible", "chance"]);
var DECIMALS = {
  testAccuracy: 4,
  validationAccuracy: 4,
  pairs: 1,
  ratio: 5,
  z: 2,
  lift: 3
};
function withSpread(rows) {
  const keyOf = (row) => JSON.stringify(Object.entries(row).filter(([column]) => column !== REPEAT && (column.startsWith("sweep ") || FIXED.has(column))));
  const groups = /* @__PURE__ */ new Map();
  for (const row of rows)
    groups.set(keyOf(row), [...groups.get(keyOf(row)) ?? [], row]);
  if (![...groups.values()].some((group) => group.length > 1))
    return [...rows];
  return [...groups.values()].flatMap((group) => group.length > 1 ? [...group, ...spreadRows(group)] : group);
}
function spreadRows(group) {
  return ["mean", "sd"].map((which) => Object.fromEntries(Object.entries(group[0] ?? {}).map(([column, first]) => {
    const decimals = DECIMALS[column];
    if (column === REPEAT)
      return [column, which];
    if (decimals === void 0)
      return [column, column === "verdict" ? null : first];
    const values = group.flatMap((row) => typeof row[column] === "number" ? [row[column]] : []);
    const { mean, deviation } = spreadOf(values);
    const value = which === "mean" ? mean : deviation ?? 0;
    return [column, values.length < group.length ? null : Number(value.toFixed(decimals)) + 0];
  })));
}
function named(rows, filtersAreAxis) {
  const found = Object.keys(rows[0] ?? {}).filter((column) => !(filtersAreAxis && column === "sweep filters"));
  const names = new Map(found.map((column) => {
    const axis = column.startsWith("sweep ") ? column.slice("sweep ".length) : column;
    return [column, found.includes(axis) ? column : axis];
  }));
  return {
    columns: [...names.values()],
    rows: rows.map((row) => Object.fromEntries(Array.from(names, ([column, name]) => [name, row[column] ?? null])))
  };
}
function round(value, figures) {
  return value === null ? null : rounded(value, figures);
}
async function testAccuracy({ predictions }, point) {
  if (predictions.length === 0)
    return {};
  const file = await readSafetensors(inputAt(point, predictions, "predictions").path);
  const logits = tensorAt(file, "test.logits", "F32");
  const labels = tensorAt(file, "test.labels", "U8").data;
  if (labels.length === 0)
    return { testAccuracy: null };
  const classes = logits.shape[1] ?? 0;
  let correct = 0;
  for (const [image, label] of labels.entries()) {
    const scores = logits.data.subarray(image * classes, (image + 1) * classes);
    if (scores.indexOf(scores.reduce((a, b) => Math.max(a, b), -Infinity)) === label)
      correct++;
  }
  return { testAccuracy: Number((correct / labels.length).toFixed(4)) };
}
async function validationAccuracy({ history }, point) {
  if (history.length === 0)
    return {};
  const table = await readTable(inputAt(point, history, "history").path);
  const last = numbersAt(table, "validationAccuracy").at(-1) ?? null;
  return { validationAccuracy: last === null ? null : Number(last.toFixed(4)) };
}

// stages/visualize/run.js
async function run(context) {
  goOn(context);
  if (context.params.kind === "summary")
    return writeSummary(context, context.params);
  await prepareFonts(context.scratch);
  goOn(context);
  const params = { ...context.params, place: showPoint(context.point) };
  switch (params.kind) {
    case "curves": {
      const read = context.inputs("history").map(async ({ path: path2, point }) => ({ point, table: await readTable(path2) }));
      return writeChart(context, drawCurves(await Promise.all(read), params));
    }
    case "heat-map": {
      const matrix = await readMatrix(context.input("matrix").path, { layer: params.layer, snapshot: params.snapshot });
      return writePng(context.output("image"), await drawHeatMap(matrix, params));
    }
    case "contact-sheet": {
      const ports = {
        similarity: context.inputs("similarity"),
        model: context.inputs("model"),
        data: context.inputs("data")
      };
      const found = await collectRows(ports, params, (done) => {
        goOn(context);
        context.progress({ done, total: ports.similarity.length, unit: "points" });
      });
      await writePng(context.output("image"), await drawPictureTable(contactTable(found, params)));
      return { rows: found.rows.length };
    }
    case "histogram": {
      const which = { layer: params.layer, snapshot: params.snapshot };
      const matrix = await readMatrix(context.input("matrix").path, which);
      const entry = await readEntry(context.input("similarity").path, which);
      return writeChart(context, drawHistogram(matrix, entry, params));
    }
    case "ratio-threshold": {
      const path2 = context.input("matrix").path;
      const final = await readMatrix(path2, { layer: params.layer, snapshot: "final" });
      const untrained = await hasMatrix(path2, { layer: final.layer, snapshot: "initial" });
      const initial = untrained ? await readMatrix(path2, { layer: final.layer, snapshot: "initial" }) : void 0;
      const entry = await readEntry(context.input("similarity").path, { layer: final.layer, snapshot: "final" });
      return writeChart(context, drawRatioThreshold({ final, initial }, entry, params));
    }
    case "ratio-filters": {
      const read = context.inputs("similarity").map(async ({ path: path2, point }) => {
        const entries = await readAllEntries(path2);
        const of = (snapshot) => entries.filter((entry) => entry.snapshot === snapshot);
        return { point, final: of("final"), initial: of("initial") };
      });
      return writeChart(context, drawRatioFilters(await Promise.all(read), params));
    }
    case "ratio-epochs": {
      const read = context.inputs("similarity").map(async ({ path: path2, point }) => ({ point, entries: await readAllEntries(path2) }));
      return writeChart(context, drawRatioEpochs(await Promise.all(read), params));
    }
    case "cosine-activation": {
      const which = { layer: params.layer, snapshot: params.snapshot };
      const entry = await readEntry(context.input("similarity").path, which);
      const points2 = await readPairPoints(context.input("matrix").path, { ...which, layer: entry.layer });
      return writeChart(context, drawCosineActivation(points2, entry, params));
    }
    case "confusion":
      return makeConfusion(context, params);
    case "mistakes":
      return makeMistakes(context, params);
    case "network":
      return makeNetwork(context, params);
    case "compare":
      return makeComparison(context, params);
    case "latent":
      return makeLatent(context, params);
    case "manifold":
      return makeManifold(context, params);
    case "floor":
      return makeFloor(context, params);
  }
}
async function writeSummary(context, params) {
  const ports = {
    similarity: context.inputs("similarity"),
    predictions: context.inputs("predictions"),
    history: context.inputs("history")
  };
  const { columns, rows } = await summarise2(ports, params);
  await writeTable(context.output("table"), columns, rows);
  return { rows: rows.length };
}
async function writeChart(context, spec) {
  const svg = await drawChart(spec);
  goOn(context);
  await writeFile4(context.output("chart"), svg);
  await writePng(context.output("image"), await drawSvg(svg));
}
function goOn({ signal }) {
  if (signal.aborted)
    throw new Cancelled("Interrupted while drawing");
}
export {
  run
};
