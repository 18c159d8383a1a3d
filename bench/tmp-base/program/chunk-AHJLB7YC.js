import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// nn/backends/native.js
var FLOAT = 1;
var INT32 = 3;
var INT64 = 9;
var BFLOAT16 = 14;
function nativeBackend(tf) {
  return tf.findBackend("tensorflow");
}
function opAttributes({ TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_BOOL }, values) {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === "number")
      return { name, type: TF_ATTR_TYPE, value };
    return { name, type: typeof value === "string" ? TF_ATTR_STRING : TF_ATTR_BOOL, value };
  });
}

export {
  FLOAT,
  INT32,
  INT64,
  BFLOAT16,
  nativeBackend,
  opAttributes
};
