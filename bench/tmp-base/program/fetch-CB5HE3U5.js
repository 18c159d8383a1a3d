import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  DOWNLOADS
} from "./chunk-OFLGQ2WL.js";
import {
  Cancelled,
  StageFailure,
  isExpected
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// stages/load/fetch.js
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

// stages/load/download.js
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, open, rename, rm, stat } from "node:fs/promises";

// stages/load/http.js
import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
var MOST_REDIRECTS = 5;
var HttpFailure = class extends Error {
  name = "HttpFailure";
};
async function request(url, { start, signal, silenceMs }) {
  const headers = {
    // NIST answers 403 to clients that do not look like a browser.
    "user-agent": "Mozilla/5.0 (compatible; assay)",
    "accept-encoding": "identity",
    ...start > 0 && { range: `bytes=${start}-` }
  };
  let address = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(address, { headers, signal, timeout: silenceMs });
    const { statusCode = 0, headers: told } = answer;
    const isFile = statusCode === 200 || statusCode === 206;
    if (isFile && told["content-type"]?.startsWith("text/html") !== true)
      return answer;
    answer.destroy();
    if (isFile)
      throw new HttpFailure("the server sent a web page instead of the file");
    if (statusCode < 300 || statusCode > 399 || told.location === void 0) {
      throw new HttpFailure(`the server answered ${statusCode} ${answer.statusMessage ?? ""}`.trimEnd());
    }
    address = new URL(told.location, address).href;
  }
  throw new HttpFailure(`the server redirects more than ${MOST_REDIRECTS} times`);
}
function ask(url, options) {
  return new Promise((resolve, reject) => {
    const get = new URL(url).protocol === "https:" ? getHttps : getHttp;
    let answer;
    const asked = get(url, options, (given) => {
      answer = given;
      resolve(given);
    });
    asked.on("timeout", () => (answer ?? asked).destroy(new HttpFailure("the server fell silent")));
    asked.on("error", reject);
  });
}

// stages/load/download.js
var MOST_TRIES = 5;
async function download(file, path, options) {
  const troubles = /* @__PURE__ */ new Set();
  for (const url of file.urls) {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const trouble = await tryOnce(url, { file, path, options });
      if (trouble === void 0)
        return;
      troubles.add(`${url}: ${trouble.message}`);
      options.onTrouble(`${url}: ${trouble.message}`);
      if (!trouble.again)
        break;
    }
  }
  const kept = await sizeOf(`${path}.part`);
  const resume = kept > 0 ? ` The next try continues after the ${kept} bytes that are there.` : "";
  throw new StageFailure(`Cannot download "${file.name}": ${[...troubles].join("; ")}`, {
    hint: `Try again later, name a mirror with --mirror, or put the file at "${path}" yourself.${resume}`
  });
}
async function faultOf(path, { bytes, digest }, signal) {
  const { size } = await stat(path);
  if (size !== bytes)
    return `expected ${bytes} bytes, found ${size}`;
  const [algorithm = ""] = digest.split(":");
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 }))
    hash.update(chunk);
  const found = `${algorithm}:${hash.digest("hex")}`;
  return found === digest ? void 0 : `expected ${digest}, found ${found}`;
}
async function tryOnce(url, { file, path, options }) {
  const { signal } = options;
  const part = `${path}.part`;
  await checkPart(part);
  const before = await sizeOf(part);
  try {
    if (before < file.bytes)
      await transfer(url, { file, part, before, options });
    const fault = await faultOf(part, file, signal);
    if (fault === void 0) {
      await stored(path, rename(part, path));
      return void 0;
    }
    await stored(part, rm(part));
    return { message: fault, again: before > 0 };
  } catch (error) {
    if (signal.aborted)
      throw new Cancelled(`Interrupted while downloading "${file.name}"`, { cause: error });
    if (isExpected(error))
      throw error;
    return { message: reasonOf(error), again: await sizeOf(part) > before };
  }
}
async function checkPart(part) {
  const stat2 = await lstat(part).catch(() => void 0);
  if (stat2 === void 0 || stat2.isFile())
    return;
  throw new StageFailure(`Cannot write "${part}": something else than a file has its name`, { hint: "Remove it." });
}
async function transfer(url, { file, part, before, options }) {
  const answer = await request(url, { start: before, ...options });
  const start = answer.statusCode === 206 ? before : 0;
  const tell = (done2) => options.onProgress({ file: file.name, done: done2, total: file.bytes });
  let done = start;
  try {
    checkAnswer(answer.headers, { start, bytes: file.bytes });
    const handle = await stored(part, open(part, start === 0 ? "w" : "a"));
    try {
      tell(done);
      for await (const chunk of answer) {
        done += chunk.length;
        if (done > file.bytes)
          throw new HttpFailure(`expected ${file.bytes} bytes, the server sends more`);
        await stored(part, handle.appendFile(chunk));
        tell(done);
      }
      await stored(part, handle.sync());
    } finally {
      await handle.close();
    }
  } finally {
    answer.destroy();
  }
  if (done < file.bytes)
    throw new HttpFailure(`the connection ended after ${done} of ${file.bytes} bytes`);
}
function checkAnswer(headers, { start, bytes }) {
  const range = /^bytes (\d+)-/.exec(String(headers["content-range"] ?? ""))?.[1];
  if (start > 0 && Number(range) !== start) {
    throw new HttpFailure(`asked for the bytes from ${start} on, the server gives them from ${range ?? "?"} on`);
  }
  const length = headers["content-length"];
  if (length === void 0 || start + Number(length) === bytes)
    return;
  throw new HttpFailure(`expected ${bytes} bytes, the server has ${start + Number(length)}`);
}
async function stored(path, work) {
  try {
    return await work;
  } catch (error) {
    throw new StageFailure(`Cannot write "${path}": ${error.message}`, { cause: error });
  }
}
async function sizeOf(path) {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
function reasonOf(error) {
  const { message, code, errors } = error;
  if (code === "ECONNRESET" && !(error instanceof HttpFailure))
    return "the connection broke";
  return message || errors?.[0]?.message || code || "no connection";
}

// stages/load/fetch.js
var SILENCE_MS = 3e4;
async function fetchDataset(name, options) {
  const known = DOWNLOADS.find((each) => each.name === name);
  if (known === void 0)
    throw new Error(`Internal error: no download of "${name}"`);
  return fetchFiles(known.files, options);
}
async function fetchFiles(files, options) {
  const { root, mirror } = options;
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new StageFailure(`Cannot make the folder "${root}": ${error.message}`, { cause: error });
  }
  const fetched = [];
  for (const file of files) {
    const path = join(root, file.name);
    const state = existsSync(path) ? "present" : "fetched";
    if (state === "present") {
      const fault = await faultOf(path, file, options.signal).catch((error) => {
        throw options.signal.aborted ? new Cancelled(`Interrupted while checking "${file.name}"`) : error;
      });
      if (fault !== void 0) {
        throw new StageFailure(`"${path}" is not the published file: ${fault}`, {
          hint: "Remove it to have it fetched, or give another folder with --root."
        });
      }
    } else {
      const own = mirror === void 0 ? [] : [`${mirror.replace(/\/*$/, "")}/${file.name}`];
      await download({ ...file, urls: [...own, ...file.urls] }, path, { ...options, silenceMs: SILENCE_MS });
    }
    fetched.push({ name: file.name, path, bytes: file.bytes, state });
  }
  return fetched;
}
export {
  fetchDataset,
  fetchFiles
};
