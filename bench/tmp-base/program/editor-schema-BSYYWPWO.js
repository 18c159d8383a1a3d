import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  discriminatorOf,
  variantsOf
} from "./chunk-VYXVFF6B.js";
import "./chunk-FOYNB2YM.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";
import "./chunk-RFNO5SSX.js";

// engine/read/editor-schema.js
function editorSchema(frame, registry) {
  const defs = {
    reference: {
      description: "A reference to an axis of the sweep",
      type: "string",
      pattern: "^\\$[A-Za-z_][A-Za-z0-9_]*$"
    }
  };
  for (const [name, schema] of Object.entries(frame["$defs"] ?? {}))
    defs[name] = schema;
  const properties = {};
  for (const [name, schema] of Object.entries(frame["properties"]))
    properties[name] = schema["reference"] === true ? admitValue(schema, name) : schema;
  for (const [section, schema] of Object.entries(registry.sections)) {
    properties[section] = {
      description: `Named ${section}: steps refer to them by name`,
      type: "object",
      additionalProperties: variantRef(section, schema, {}, defs)
    };
  }
  const steps = properties["steps"];
  properties["steps"] = {
    ...steps,
    additionalProperties: stepSchemas(registry, steps["additionalProperties"], defs)
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    ...frame,
    properties,
    $defs: defs
  };
}
function stepSchemas(registry, common, defs) {
  const stages = Object.values(registry.stages);
  const shared = common["properties"];
  return {
    ...common,
    properties: { ...shared, stage: { ...shared["stage"], enum: stages.map((stage) => stage.name) } },
    allOf: stages.map((stage) => ({
      if: has("stage", stage.name),
      then: variantRef(`step.${stage.name}`, stage.schema, shared, defs)
    }))
  };
}
function variantRef(name, schema, shared, defs) {
  const field = discriminatorOf(schema);
  if (field === void 0) {
    hoist(name, schema, shared, defs);
    return { $ref: `#/$defs/${name}` };
  }
  const variants = variantsOf(schema);
  for (const [variant, whole] of Object.entries(variants))
    hoist(`${name}.${variant}`, whole, shared, defs);
  const names = Object.keys(variants);
  return {
    required: [field],
    properties: { [field]: { enum: names } },
    allOf: names.map((variant) => ({ if: has(field, variant), then: { $ref: `#/$defs/${name}.${variant}` } }))
  };
}
function has(field, value) {
  return { properties: { [field]: { const: value } }, required: [field] };
}
function hoist(name, schema, shared, defs) {
  const { $defs: own, ...rest } = schema;
  for (const [inner, value] of Object.entries(own ?? {}))
    defs[`${name}.${inner}`] = admit(value, name);
  const admitted = admit(rest, name);
  defs[name] = { ...admitted, properties: { ...shared, ...admitted["properties"] } };
}
var OWN = /* @__PURE__ */ new Set(["port", "ports", "many", "definition", "discriminator", "reference"]);
function admit(schema, name) {
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (OWN.has(key))
      continue;
    if (key === "$ref")
      result[key] = value.replace("#/$defs/", `#/$defs/${name}.`);
    else if (key === "properties")
      result[key] = Object.fromEntries(Object.entries(value).map(([p, s]) => [p, admitValue(s, name)]));
    else if (key === "items" && isObject(value))
      result[key] = admitValue(value, name);
    else if (key === "additionalProperties" && isObject(value))
      result[key] = admitValue(value, name);
    else if (key === "prefixItems")
      result[key] = value.map((item) => admitValue(item, name));
    else if (key === "anyOf" || key === "oneOf" || key === "allOf")
      result[key] = value.map((item) => admit(item, name));
    else
      result[key] = value;
  }
  return result;
}
function admitValue(schema, name) {
  if (typeof schema["port"] === "string") {
    if (schema["many"] !== true)
      return admit(schema, name);
    const { type: _, ...words } = admit(schema, name);
    return { ...words, anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }] };
  }
  if ("const" in schema || schema["type"] === "object" || schema["type"] === "string")
    return admit(schema, name);
  const { description, default: fallback, ...rest } = admit(schema, name);
  return {
    ...description !== void 0 && { description },
    ...fallback !== void 0 && { default: fallback },
    anyOf: [rest, { $ref: "#/$defs/reference" }]
  };
}
export {
  editorSchema
};
