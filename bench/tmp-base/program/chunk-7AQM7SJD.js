import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/execute/executors/worker-environment.js
var PASSED = new Set("PATH HOME USERPROFILE SystemRoot TMPDIR TEMP TMP NODE_EXTRA_CA_CERTS HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy".split(" "));
var MEMORY = /^--max[-_](old[-_]space[-_]size([-_]percentage)?|semi[-_]space[-_]size|heap[-_]size)=\d+(\.\d+)?%?$/;
var ACTING = [
  /^(LD|DYLD)_/,
  /^GLIBC_TUNABLES$/,
  /^NODE_(PATH|ICU_DATA|PRESERVE_SYMLINKS|PRESERVE_SYMLINKS_MAIN|COMPILE_CACHE)$/,
  /^ICU_/,
  /^VIPS/,
  /^(JSIMD|AOM|PIXMAN|CAIRO|FONTCONFIG|FC|PANGO|PANGOCAIRO|RSVG|HWY|ORC|GLIB|G|GIO|GOBJECT)_/
];
function workerEnvironment(from) {
  const passed = Object.entries(from).filter((entry) => PASSED.has(entry[0]) && entry[1] !== void 0);
  return { ...Object.fromEntries(passed), LC_ALL: "C.UTF-8", TZ: "UTC" };
}
function workerOptions(started) {
  return nodeOptions(started).filter((option) => MEMORY.test(option));
}
function influences(started) {
  const given = Object.entries(started.env).filter(([name, value]) => {
    return value !== void 0 && value !== "" && ACTING.some((pattern) => pattern.test(name));
  });
  return [...given.map(([name]) => name), ...nodeOptions(started).filter((option) => !MEMORY.test(option))];
}
function nodeOptions({ env, execArgv }) {
  return [...(env["NODE_OPTIONS"] ?? "").split(/\s+/).filter((word) => word !== ""), ...execArgv];
}

export {
  workerEnvironment,
  workerOptions,
  influences
};
