import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  didYouMean,
  oneOf
} from "./chunk-FOYNB2YM.js";
import {
  isObject
} from "./chunk-P26KXDJE.js";

// engine/read/variant.js
var merged = /* @__PURE__ */ new WeakMap();
function pickVariant(schema, value) {
  const field = discriminatorOf(schema);
  if (field === void 0)
    return schema;
  const variants = variantsOf(schema);
  const names = Object.keys(variants);
  const found = value[field];
  if (found === void 0)
    return { field, message: `Missing "${field}": one of ${oneOf(names)}` };
  const variant = typeof found === "string" && Object.hasOwn(variants, found) ? variants[found] : void 0;
  if (variant !== void 0)
    return variant;
  const guess = typeof found === "string" ? didYouMean(found, names) : "";
  return {
    field,
    message: `Unknown ${field} ${JSON.stringify(found)}${guess === "" ? ": expected " : `${guess} Allowed: `}${oneOf(names)}`
  };
}
function isFault(picked) {
  return typeof picked["message"] === "string" && typeof picked["field"] === "string";
}
function discriminatorOf(schema) {
  const discriminator = schema["discriminator"];
  return isObject(discriminator) ? discriminator["propertyName"] : void 0;
}
function variantsOf(schema) {
  const known = merged.get(schema);
  if (known !== void 0)
    return known;
  const field = discriminatorOf(schema) ?? "";
  const variants = {};
  for (const variant of schema["oneOf"]) {
    const name = variant["properties"][field]["const"];
    variants[name] = { ...variant, ...schema["$defs"] !== void 0 && { $defs: schema["$defs"] } };
  }
  merged.set(schema, variants);
  return variants;
}

export {
  pickVariant,
  isFault,
  discriminatorOf,
  variantsOf
};
