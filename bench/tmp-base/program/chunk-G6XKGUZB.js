import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  isFault,
  pickVariant
} from "./chunk-VYXVFF6B.js";
import {
  didYouMean,
  oneOf
} from "./chunk-FOYNB2YM.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";

// engine/read/document.js
function plain(located) {
  if (located.items !== void 0)
    return located.items.map(plain);
  if (located.fields !== void 0) {
    const object = {};
    for (const [key, field] of located.fields)
      object[key] = plain(field);
    return object;
  }
  return located.scalar ?? null;
}
function placeOf(document, path, what = "value") {
  let current = document.root;
  let depth = 0;
  for (const part of path) {
    const next = typeof part === "number" ? current.items?.[part] : current.fields?.get(part);
    if (next === void 0)
      break;
    current = next;
    depth++;
  }
  const missing = depth < path.length || current.fields !== void 0 || current.items !== void 0;
  return (what === "key" || missing) && current.key !== void 0 ? current.key : current.place;
}
function withPart(located, path, part) {
  const [first, ...rest] = path;
  if (first === void 0)
    return located?.key === void 0 ? part : { ...part, key: part.key ?? located.key };
  if (typeof first === "number") {
    const items = [...located?.items ?? []];
    items[first] = withPart(items[first], rest, part);
    return { place: located?.place ?? part.place, ...located?.key && { key: located.key }, items };
  }
  const fields = new Map(located?.fields);
  const child = withPart(fields.get(first), rest, part);
  fields.set(first, { ...child, key: child.key ?? part.place });
  return { place: located?.place ?? part.place, ...located?.key && { key: located.key }, fields };
}

// engine/read/references.js
var REFERENCE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;
function referenceName(value) {
  return typeof value === "string" ? REFERENCE.exec(value)?.[1] : void 0;
}
function referencesIn(value, into = /* @__PURE__ */ new Set()) {
  const name = referenceName(value);
  if (name !== void 0)
    into.add(name);
  else if (Array.isArray(value))
    for (const item of value)
      referencesIn(item, into);
  else if (isObject(value))
    for (const key of Object.keys(value))
      referencesIn(value[key], into);
  return into;
}
function substitute(value, point) {
  if (typeof value === "string") {
    const name = referenceName(value);
    if (name !== void 0 && Object.hasOwn(point, name))
      return structuredClone(point[name]);
    return value.startsWith("$$") ? value.slice(1) : value;
  }
  if (Array.isArray(value))
    return value.map((item) => substitute(item, point));
  if (!isObject(value))
    return value;
  const copy = {};
  for (const key of Object.keys(value))
    copy[key] = substitute(value[key], point);
  return copy;
}

// engine/plan/step-schema.js
var COMMON = { over: {}, retries: {}, timeout: {}, failure: {} };
var cache = /* @__PURE__ */ new WeakMap();
function stepSchema(stage, fields) {
  const schema = pickVariant(stage.schema, fields);
  if (isFault(schema)) {
    const { field, message } = schema;
    const found = fields[field];
    if (found !== void 0 && referenceName(found) !== void 0)
      return {
        field,
        message: `"${field}" cannot be a reference, found "${found}": it decides which ports and keys the step has`
      };
    return { field, message: `${message} (stage "${stage.name}")` };
  }
  const known = cache.get(schema);
  if (known !== void 0)
    return known;
  const ports = {};
  const definitions = {};
  const properties = {};
  let portMapping;
  for (const [name, property] of Object.entries(schema["properties"])) {
    properties[name] = property;
    if (property["ports"] === true)
      portMapping = name;
    if (typeof property["definition"] === "string")
      definitions[name] = property["definition"];
    if (typeof property["port"] !== "string")
      continue;
    ports[name] = { kind: property["port"], many: property["many"] === true };
    if (property["many"] === true) {
      const { type: _, ...words } = property;
      properties[name] = {
        ...words,
        anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }]
      };
    }
  }
  const whole = { ...schema, properties: { ...properties, ...COMMON } };
  const result = { fields: whole, ports, portMapping, definitions };
  cache.set(schema, result);
  return result;
}

// engine/plan/bind.js
function outputsOf(stage, params) {
  return stage.outputsOf?.(params) ?? stage.outputs;
}
function bindSteps(experiment) {
  const diagnostics = [];
  const bound = /* @__PURE__ */ new Map();
  for (const declaration of experiment.steps) {
    const step = bindStep(declaration, experiment, diagnostics);
    if (step !== void 0)
      bound.set(declaration.name, step);
  }
  return { steps: order(bound, experiment, diagnostics), diagnostics };
}
function bindStep(declaration, experiment, diagnostics) {
  const { name, stage, fields } = declaration;
  const schema = stepSchema(stage, fields);
  if ("message" in schema) {
    diagnostics.push({ message: schema.message, at: placeOf(experiment.document, ["steps", name, schema.field]) });
    return void 0;
  }
  const inputs = {};
  for (const { port, kind, path, field } of wantedPorts(schema, fields)) {
    const texts = Array.isArray(field) ? field : [field];
    const links = inputs[port] = [];
    for (const [index, text] of texts.entries()) {
      const at = ["steps", name, ...path, ...Array.isArray(field) ? [index] : []];
      const found = typeof text === "string" ? connect(text, kind, experiment) : void 0;
      if (found === void 0)
        continue;
      if ("message" in found)
        diagnostics.push({ message: found.message, at: placeOf(experiment.document, at) });
      else
        links.push(found);
    }
  }
  return { declaration, schema, inputs };
}
function wantedPorts({ ports, portMapping }, fields) {
  const wanted = Object.entries(ports).flatMap(([port, { kind }]) => {
    const field = fields[port];
    return field === void 0 ? [] : [{ port, kind, path: [port], field }];
  });
  const own = portMapping === void 0 ? void 0 : fields[portMapping];
  if (portMapping === void 0 || own === void 0 || !isObject(own))
    return wanted;
  const named = Object.entries(own).map(([port, field]) => {
    return { port, kind: void 0, path: [portMapping, port], field };
  });
  return [...wanted, ...named];
}
var indices = /* @__PURE__ */ new WeakMap();
function stepsByName(experiment) {
  let index = indices.get(experiment);
  if (index === void 0) {
    index = new Map(experiment.steps.map((step) => [step.name, step]));
    indices.set(experiment, index);
  }
  return index;
}
function connect(text, kind, experiment) {
  if (referenceName(text) !== void 0)
    return { message: `Expected the name of a step, found the reference "${text}": connections are written out` };
  const dot = text.indexOf(".");
  const stepName = dot === -1 ? text : text.slice(0, dot);
  const steps = stepsByName(experiment);
  const step = steps.get(stepName);
  if (step === void 0) {
    if (experiment.document.root.fields?.get("steps")?.fields?.has(stepName) === true)
      return void 0;
    const names = [...steps.keys()];
    return { message: `Unknown step "${stepName}"${didYouMean(stepName, names) || `: the steps are ${oneOf(names)}`}` };
  }
  if (isFault(pickVariant(step.stage.schema, step.fields)))
    return void 0;
  const outputs = outputsOf(step.stage, step.fields);
  const all = Object.keys(outputs);
  if (dot !== -1) {
    const port = text.slice(dot + 1);
    const output = Object.hasOwn(outputs, port) ? outputs[port] : void 0;
    if (output === void 0)
      return {
        message: `Step "${stepName}" has no output "${port}"${didYouMean(port, all) || `: its outputs are ${oneOf(all)}`}`
      };
    if (kind !== void 0 && output.kind !== kind)
      return { message: `Expected an artifact of kind "${kind}", but "${text}" is of kind "${output.kind}"` };
    return { step: stepName, port };
  }
  const fitting = all.filter((port) => kind === void 0 || outputs[port]?.kind === kind);
  if (fitting.length === 1 && fitting[0] !== void 0)
    return { step: stepName, port: fitting[0] };
  if (fitting.length > 1)
    return {
      message: `Step "${stepName}" has several outputs that fit: write one of ${oneOf(fitting.map((port) => `${stepName}.${port}`))}`
    };
  const made = all.map((port) => `"${port}" of kind "${outputs[port]?.kind}"`).join(", ");
  return { message: `Step "${stepName}" has no output of kind "${kind}": it has ${made}` };
}
function order(bound, experiment, diagnostics) {
  const sorted = [];
  const state = /* @__PURE__ */ new Map();
  const trail = [];
  const visit = (name) => {
    const step = bound.get(name);
    if (step === void 0 || state.get(name) === "done")
      return;
    if (state.get(name) === "open") {
      const names = trail.map((open) => open.name);
      const cycle = [...names.slice(names.indexOf(name)), name];
      const shown = cycle.length <= 20 ? cycle : [...cycle.slice(0, 18), "...", name];
      const message = `These steps wait for each other in a circle: ${shown.join(" -> ")}`;
      diagnostics.push({ message, at: placeOf(experiment.document, ["steps", name], "key") });
      return;
    }
    state.set(name, "open");
    const links = Object.values(step.inputs).flat();
    trail.push({ name, step, waiting: links.map((link) => link.step).reverse() });
  };
  for (const first of bound.keys()) {
    visit(first);
    for (let top = trail.at(-1); top !== void 0; top = trail.at(-1)) {
      const next = top.waiting.pop();
      if (next !== void 0)
        visit(next);
      else {
        trail.pop();
        state.set(top.name, "done");
        sorted.push(top.step);
      }
    }
  }
  return sorted;
}

export {
  plain,
  placeOf,
  withPart,
  referenceName,
  referencesIn,
  substitute,
  outputsOf,
  bindSteps,
  connect
};
