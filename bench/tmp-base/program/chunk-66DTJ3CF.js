import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  BackendUnavailable
} from "./chunk-Y4EJNRDP.js";

// nn/backends/facts.js
import { existsSync as existsSync2, readFileSync as readFileSync2 } from "node:fs";
import { dirname, join as join2 } from "node:path";
import { fileURLToPath } from "node:url";

// nn/backends/installed.js
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
function readInstalled(root) {
  const file = join(root, "node_modules", ".assay", "backend.json");
  const record = readRecord(file);
  if (typeof record === "string")
    return { missing: record, tried: [] };
  const { tried } = record;
  if (record.backend !== "tensorflow" || record.library === null || record.binding === null) {
    const lines = tried.map(({ source, why }) => `
  ${source}: ${why ?? "ok"}`);
    return { missing: `setup tried${lines.join("")}`, tried };
  }
  const looked = lookAt(record.files, root);
  if (typeof looked === "string")
    return { missing: looked, tried };
  if (looked.hashed)
    note(file, { ...record, files: looked.files });
  const { library, binding, oneDNN, processor, isa } = record;
  const { digest, paths } = looked;
  return { installed: { library, binding, oneDNN, processor, isa, digest, files: paths }, tried };
}
function readRecord(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = codeOf(error);
    return code === "ENOENT" ? "setup has not run." : `setup's record ${file} cannot be read (${code}).`;
  }
  try {
    const record = JSON.parse(text);
    const current = Object.values(record.files).every(({ identity }) => typeof identity === "string");
    return current && Array.isArray(record.tried) ? record : "an older version of Assay installed it.";
  } catch {
    return `setup's record ${file} is damaged.`;
  }
}
function lookAt(files, root) {
  const now = {};
  const paths = [];
  let hashed = false;
  for (const [name, was] of Object.entries(files)) {
    try {
      const path = realpathSync(join(root, name));
      const { size: bytes, mtimeMs, ctimeMs } = statSync(path);
      const same = bytes === was.bytes && mtimeMs === was.mtimeMs && ctimeMs === was.ctimeMs;
      const sha256 = same ? was.sha256 : sha256Of(path);
      now[name] = { bytes, mtimeMs, ctimeMs, sha256, identity: sha256 === was.sha256 ? was.identity : sha256 };
      hashed ||= !same;
      paths.push(path);
    } catch (error) {
      const code = codeOf(error);
      return code === "ENOENT" ? `${join(root, name)} is gone.` : `${join(root, name)} cannot be read (${code}).`;
    }
  }
  const identities = Object.entries(now).map(([name, { identity }]) => `${basename(name)} ${identity}
`);
  const digest = createHash("sha256").update(identities.sort().join("")).digest("hex");
  return { hashed, files: now, digest: `sha256:${digest}`, paths };
}
function note(file, record) {
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(record, null, 2)}
`);
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
function sha256Of(path) {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(1 << 20);
  const file = openSync(path, "r");
  try {
    for (let length = -1; length !== 0; ) {
      length = readSync(file, buffer, 0, buffer.length, null);
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

// nn/backends/instruction-sets.js
import { closeSync as closeSync2, existsSync, openSync as openSync2, readSync as readSync2 } from "node:fs";
var AVX512 = "Intel AVX-512 with";
var FP16 = `${AVX512} float16, Intel DL Boost and bfloat16 support`;
var INSTRUCTION_SETS = {
  amx_fp16: {
    flags: ["amx_tile", "amx_bf16", "amx_fp16"],
    oneDNN: {
      cap: "AVX512_CORE_AMX_FP16",
      log: `${FP16} and Intel AMX with bfloat16, float16 and 8-bit integer support`
    }
  },
  amx: {
    flags: ["amx_tile", "amx_bf16"],
    oneDNN: { cap: "AVX512_CORE_AMX", log: `${FP16} and Intel AMX with bfloat16 and 8-bit integer support` }
  },
  avx512_fp16: { flags: ["avx512_fp16"], oneDNN: { cap: "AVX512_CORE_FP16", log: FP16 } },
  avx512_bf16: {
    flags: ["avx512_bf16"],
    oneDNN: { cap: "AVX512_CORE_BF16", log: `${AVX512} Intel DL Boost and bfloat16 support` }
  },
  avx512_vnni: { flags: ["avx512_vnni"], oneDNN: { cap: "AVX512_CORE_VNNI", log: `${AVX512} Intel DL Boost` } },
  avx512: {
    flags: ["avx512f", "avx512bw", "avx512vl", "avx512dq"],
    oneDNN: { cap: "AVX512_CORE", log: `${AVX512} AVX512BW, AVX512VL, and AVX512DQ extensions` }
  },
  avx_vnni_2: {
    flags: ["avx_vnni", "avx_ne_convert", "avx_vnni_int8"],
    oneDNN: { cap: "AVX2_VNNI_2", log: "Intel AVX2 with Intel DL Boost, float16 and bfloat16 support" }
  },
  avx_vnni: { flags: ["avx_vnni", "avx2"], oneDNN: { cap: "AVX2_VNNI", log: "Intel AVX2 with Intel DL Boost" } },
  avx2: { flags: ["avx2", "fma"], oneDNN: { cap: "AVX2", log: "Intel AVX2" } },
  avx: { flags: ["avx"], oneDNN: { cap: "AVX", log: "Intel AVX" } },
  sse4_1: { flags: ["sse4_1"], oneDNN: { cap: "SSE41", log: "Intel SSE4.1" } },
  sve: { flags: ["sve"] },
  neon: { flags: ["asimd"] }
};
var ORDER = Object.keys(INSTRUCTION_SETS);
var CPUINFO_BYTES = 8192;
function thisProcessor() {
  const text = cpuFlags();
  const flags = new Set(text.split(" "));
  const has = (names) => names.every((name) => flags.has(name));
  const neural = ["avx512_vnni", "avx512_bf16", "avx_vnni", "amx_tile", "amx_int8", "amx_bf16"];
  return {
    flags: text,
    widest: ORDER.find((name) => has(INSTRUCTION_SETS[name]?.flags ?? [])) ?? process.arch,
    prefersOneDNN: neural.some((name) => flags.has(name))
  };
}
function narrower(a, b) {
  return ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a;
}
function capOf(name) {
  const cap = INSTRUCTION_SETS[name]?.oneDNN?.cap;
  if (cap === void 0)
    throw new Error(`Internal error: oneDNN cannot be limited to ${name}`);
  return cap;
}
function nameInLog(words) {
  return ORDER.find((name) => INSTRUCTION_SETS[name]?.oneDNN?.log === words) ?? words;
}
function cpuFlags() {
  if (process.platform === "darwin" && process.arch === "arm64")
    return "asimd";
  if (!existsSync("/proc/cpuinfo"))
    return "";
  const buffer = Buffer.alloc(CPUINFO_BYTES);
  const file = openSync2("/proc/cpuinfo", "r");
  try {
    const text = buffer.toString("latin1", 0, readSync2(file, buffer, 0, CPUINFO_BYTES, 0));
    return (/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? "").trim();
  } finally {
    closeSync2(file);
  }
}

// nn/backends/facts.js
var DEFAULTS = { backend: "auto", threads: 2, oneDNN: "auto", isa: "auto" };
function chooseBackend(settings, { root = packageRoot(), processor = thisProcessor() } = {}) {
  const { backend, threads, oneDNN, isa } = { ...DEFAULTS, ...settings };
  const { installed, missing, tried } = readInstalled(root);
  if (backend === "portable" || backend === "auto" && installed === void 0) {
    return { facts: portableFacts(root), missing, tried };
  }
  if (installed === void 0) {
    throw new BackendUnavailable("tensorflow", `The native TensorFlow backend is asked for, and is not installed: ${missing}
Run "node scripts/setup.mjs --backend" to install it, or ask for the backend "portable" (about ten times slower) or "auto".`);
  }
  if (oneDNN === "on" && !installed.oneDNN.possible) {
    throw new BackendUnavailable("tensorflow", `The file asks for oneDNN, and TensorFlow ${installed.library} has none here. Set runtime.oneDNN to "auto" or "off".`);
  }
  const { library, binding, digest } = installed;
  const facts = {
    backend: "tensorflow",
    library,
    binding,
    digest,
    oneDNN: oneDNN === "auto" ? usesOneDNN(installed, processor) : oneDNN === "on",
    cpu: processor.widest,
    isa: isaInUse(installed, processor, isa),
    threads
  };
  return { facts, missing: void 0, tried };
}
function usesOneDNN({ oneDNN }, { prefersOneDNN }) {
  return process.arch === "x64" ? oneDNN.possible && prefersOneDNN : oneDNN.byDefault;
}
function isaInUse(installed, { flags, widest }, cap) {
  const told = installed.processor === flags && installed.isa !== null;
  const unlimited = told ? nameInLog(installed.isa) : widest;
  return cap === "auto" ? unlimited : narrower(unlimited, cap);
}
function portableFacts(root) {
  const library = installedVersion(root, "@tensorflow/tfjs-backend-wasm");
  const binding = installedVersion(root, "@tensorflow/tfjs-core");
  return { backend: "portable", library, binding, oneDNN: false, cpu: "wasm", isa: "wasm", threads: 1 };
}
function installedVersion(root, name) {
  const manifest = JSON.parse(readFileSync2(join2(root, "node_modules", name, "package.json"), "utf8"));
  return manifest.version;
}
function packageRoot() {
  let folder = dirname(fileURLToPath(new URL("../nn/backends/facts.js", import.meta.url).href));
  while (!existsSync2(join2(folder, "package.json"))) {
    if (folder === dirname(folder))
      throw new Error(`Internal error: no package.json above ${new URL("../nn/backends/facts.js", import.meta.url).href}`);
    folder = dirname(folder);
  }
  return folder;
}

export {
  capOf,
  nameInLog,
  readInstalled,
  chooseBackend,
  packageRoot
};
