import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  StageFailure,
  UsageError
} from "./chunk-ICSLOTAE.js";

// engine/store/local/atomic.js
import { chmodSync, closeSync, constants, existsSync, fsync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname } from "node:path";
var SETGID = 1024;
async function writeAtomically(target, content, options) {
  await taught(target, async () => {
    const path = await options.temporary.name();
    await writeNew(path, content, options.mode ?? 420);
    await install(path, target);
  });
}
async function writeNew(path, content, mode) {
  const file = openNew(path, mode);
  try {
    try {
      writeFileSync(file, content);
      await flushed(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}
function openNew(path, mode) {
  try {
    return openSync(path, "wx", mode);
  } catch (error) {
    const left = codeOf(error) === "EEXIST" ? lstatSync(path, { throwIfNoEntry: false }) : void 0;
    if (left?.isFile() !== true || left.size > 0)
      throw error;
    rmSync(path);
    return openSync(path, "wx", mode);
  }
}
function rename(from, to) {
  const { ino } = lstatSync(from);
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || lstatSync(to, { throwIfNoEntry: false })?.ino !== ino)
      throw error;
  }
}
async function copyNew(from, path) {
  await copyFile(from, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  setMode(path, 438 & ~process.umask());
}
function makeReadOnly(path) {
  setMode(path, statSync(path).mode & 292);
}
function setMode(path, mode) {
  try {
    chmodSync(path, mode);
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      throw error;
  }
}
async function sync(path) {
  await flush(path, process.platform === "win32" ? constants.O_RDWR : constants.O_RDONLY);
}
async function syncFolder(path) {
  if (process.platform !== "win32")
    await flush(path, constants.O_RDONLY);
}
async function flush(path, flags) {
  const file = openSync(path, flags);
  try {
    await flushed(file);
  } finally {
    closeSync(file);
  }
}
function flushed(file) {
  return new Promise((resolve, reject) => fsync(file, (error) => error === null ? resolve() : reject(error)));
}
async function install(path, target) {
  try {
    try {
      shareFile(path, dirname(target));
      rename(path, target);
    } catch (error) {
      if (codeOf(error) !== "ENOENT")
        throw error;
      await makeFolder(dirname(target));
      shareFile(path, dirname(target));
      rename(path, target);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
  await syncFolder(dirname(target));
}
async function makeFolder(path) {
  await taught(path, async () => {
    try {
      await makeOne(path);
    } catch (cause) {
      if (codeOf(cause) !== "ENOENT")
        throw cause;
      throw new UsageError(`Cannot make the folder ${path}: its file system takes no folders`, {
        hint: "Use another store with --store DIR or ASSAY_STORE.",
        cause
      });
    }
  });
}
async function makeOne(path) {
  if (!existsSync(dirname(path)))
    await makeOne(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
      return;
    throw error;
  }
  shareFolder(path);
  await syncFolder(dirname(path));
}
function shareFile(path, folder, { write = false } = {}) {
  if ((statSync(folder).mode & SETGID) === 0)
    return;
  const stat = lstatSync(path);
  if (stat.isFile())
    addMode(path, stat.mode, write ? 48 : 32);
}
function shareFolder(path) {
  if ((statSync(dirname(path)).mode & SETGID) !== 0)
    addMode(path, statSync(path).mode, SETGID | 56);
}
function addMode(path, mode, bits) {
  if ((mode & bits) !== bits)
    setMode(path, mode & 4095 | bits);
}
async function taught(path, work) {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}
function diskFailure(cause, path) {
  const failure = (message, hint) => new StageFailure(message, { hint, cause });
  switch (codeOf(cause) ?? "") {
    case "ENOSPC":
    case "EDQUOT":
      return failure(`No space left to write ${path}`, 'Free some space ("assay gc" removes results that no kept run needs) or move the store with --store DIR; finished steps are kept.');
    case "EFBIG":
      return failure(`A file in ${path} is larger than the system allows`, 'Raise the limit ("ulimit -f unlimited"), or move the store with --store DIR to a file system that takes larger files.');
    case "EMFILE":
      return failure("This process may not open any more files", 'Raise the limit ("ulimit -n 4096"), or run fewer steps at once with --jobs.');
    case "ENFILE":
      return failure("The system has no more open files to give", "Close other programs, then run again.");
    case "EIO":
      return failure(`The disk reports an error at ${path}`, "Check the disk or its server, then run again.");
    case "EROFS":
      return notAllowed(cause, path);
    default:
      return cause;
  }
}
function systemFailure(cause) {
  const named = cause instanceof Error && "path" in cause && typeof cause.path === "string";
  return diskFailure(cause, named ? String(cause.path) : "the store");
}
function notAllowed(cause, path) {
  return new UsageError(`Not allowed to write ${path} (${codeOf(cause)})`, {
    hint: "Give yourself write permission to the store, or use another one with --store DIR or ASSAY_STORE.",
    cause
  });
}
function explain(cause, path) {
  switch (codeOf(cause) ?? "") {
    case "EACCES":
    case "EPERM":
      return notAllowed(cause, path);
    case "ENOTDIR":
    case "EISDIR":
    case "EEXIST":
      return new UsageError(`Cannot write ${path}: something else is in its place or in that of a folder above it`, {
        hint: "Move away what is in its place, or use another store with --store DIR.",
        cause
      });
    default:
      return diskFailure(cause, path);
  }
}
function codeOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}

export {
  writeAtomically,
  writeNew,
  rename,
  copyNew,
  makeReadOnly,
  sync,
  install,
  makeFolder,
  shareFile,
  shareFolder,
  taught,
  diskFailure,
  systemFailure,
  codeOf
};
