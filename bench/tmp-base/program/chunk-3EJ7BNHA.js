import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  EXIT
} from "./chunk-2NPJMGMJ.js";

// engine/cli/hangup.js
import { fstatSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { isatty } from "node:tty";
function whyOutlive(traces2) {
  const as = traces2.startedAs === void 0 ? void 0 : basename(traces2.startedAs);
  if (as === "nohup" || traces2.inputUnreadable || traces2.outputIsNohupOut)
    return "it was started with nohup";
  if (traces2.parentIgnores)
    return "what started it ignores SIGHUP too";
  if (traces2.detached && !traces2.names.includes(as ?? ""))
    return "none of its input and output is a terminal";
  return void 0;
}
function traces() {
  return {
    startedAs: process.env["_"],
    names: [process.execPath, process.argv0, process.argv[1] ?? ""].map((path) => basename(path)),
    parentIgnores: ignoresHangup(process.ppid),
    inputUnreadable: isNull(0) && flagsOf(0) % 4 === 1,
    outputIsNohupOut: ["", process.env["HOME"] ?? ""].some((folder) => isOpen(1, join(folder, "nohup.out"))),
    detached: !isatty(0) && [1, 2].every((file) => stat(file)?.isFile() === true || isNull(file))
  };
}
function ignoresHangup(pid) {
  const [, mask = "0"] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number.parseInt(mask.slice(-1), 16) % 2 === 1;
}
function flagsOf(file) {
  return Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(read(`/proc/self/fdinfo/${file}`))?.[1] ?? "0", 8);
}
function isNull(file) {
  return stat(file)?.isCharacterDevice() === true && isOpen(file, "/dev/null");
}
function isOpen(file, path) {
  const [open, there] = [stat(file), stat(path)];
  return open !== void 0 && open.ino === there?.ino && open.dev === there.dev;
}
function stat(file) {
  try {
    return typeof file === "number" ? fstatSync(file) : statSync(file);
  } catch {
    return void 0;
  }
}
function read(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

// engine/cli/interrupt.js
function onInterrupt(outlived = () => void 0) {
  const controller = new AbortController();
  let code = EXIT.interrupted;
  const stop = () => {
    if (controller.signal.aborted)
      process.exit(EXIT.interrupted);
    controller.abort();
  };
  const why = whyOutlive(traces());
  let told = false;
  const hangup = () => {
    if (why === void 0 && !controller.signal.aborted) {
      code = EXIT.hungUp;
      controller.abort();
    }
    if (why === void 0 || told)
      return;
    told = true;
    outlived(why);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", hangup);
  return {
    signal: controller.signal,
    code: () => code,
    done: () => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      process.off("SIGHUP", hangup);
    }
  };
}
function outliveTerminal() {
  if (whyOutlive(traces()) !== void 0)
    process.on("SIGHUP", () => void 0);
}

export {
  onInterrupt,
  outliveTerminal
};
