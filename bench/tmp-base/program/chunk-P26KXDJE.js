import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/core/json.js
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function canonical(value) {
  return isInOrder(value) ? JSON.stringify(value) : write(value);
}
function isInOrder(value) {
  if (typeof value === "string")
    return value.isWellFormed();
  if (typeof value === "number")
    return Number.isFinite(value);
  if (typeof value !== "object")
    return typeof value === "boolean";
  if (value === null)
    return true;
  if (Array.isArray(value))
    return value.every(isInOrder);
  if (!isPlain(value))
    return false;
  let last;
  for (const key of Object.keys(value)) {
    if (last !== void 0 && key <= last || !key.isWellFormed())
      return false;
    if (!isInOrder(value[key]))
      return false;
    last = key;
  }
  return true;
}
function write(value) {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed())
        throw new TypeError(`Cannot write a string with a lone surrogate: ${JSON.stringify(value)}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      if (!Number.isFinite(value))
        throw new TypeError(`Cannot write a number that is not finite: ${value}`);
      return JSON.stringify(value);
    case "object":
      if (value === null)
        return "null";
      if (Array.isArray(value))
        return `[${value.map(write).join(",")}]`;
      return canonicalObject(value);
    default:
      throw new TypeError(`Cannot write a ${typeof value} as JSON`);
  }
}
function canonicalObject(value) {
  if (!isPlain(value)) {
    throw new TypeError(`Cannot write a ${value.constructor?.name ?? "non-plain object"} as JSON`);
  }
  const fields = [];
  for (const key of Object.keys(value).sort())
    fields.push(`${write(key)}:${write(value[key])}`);
  return `{${fields.join(",")}}`;
}
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
function showPath(path) {
  let text = "";
  for (const part of path)
    text += typeof part === "number" ? `[${part}]` : text === "" ? part : `.${part}`;
  return text;
}
function valueAt(value, path) {
  let current = value;
  for (const part of path) {
    if (typeof part === "number")
      current = Array.isArray(current) ? current[part] : void 0;
    else
      current = isObject(current) && Object.hasOwn(current, part) ? current[part] : void 0;
  }
  return current;
}

export {
  isObject,
  canonical,
  showPath,
  valueAt
};
