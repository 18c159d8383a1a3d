import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  onInterrupt
} from "./chunk-3EJ7BNHA.js";
import {
  EXIT,
  renderTable,
  showBytes
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import {
  didYouMean,
  oneOf
} from "./chunk-FOYNB2YM.js";
import {
  Cancelled,
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/fetch.js
var SHOW_EVERY_MS = 100;
var TELL_EVERY_MS = 1e4;
async function fetchCommand(name, options, application, terminal) {
  const { datasets } = application.fetch;
  if (name === void 0) {
    const rows = datasets.map((each) => [each.name, showBytes(each.bytes), each.root, each.licence]);
    if (options.json)
      terminal.out(JSON.stringify(datasets, null, 2));
    else
      terminal.out(renderTable(["dataset", "size", "folder", "licence"], rows));
    return EXIT.done;
  }
  const dataset = datasets.find((each) => each.name === name);
  if (dataset === void 0) {
    const names = datasets.map((each) => each.name);
    const guess = didYouMean(name, names);
    throw new UsageError(`Cannot fetch "${name}"${guess === "" ? "." : guess} What can be fetched: ${oneOf(names)}`);
  }
  const meter = terminal.interactive ? drawProgress() : tellProgress(terminal);
  const interrupt = onInterrupt();
  try {
    const files = await application.fetch.fetch(name, {
      root: options.root ?? dataset.root,
      ...options.mirror !== void 0 && { mirror: options.mirror },
      signal: interrupt.signal,
      onProgress: (progress) => meter.show(progress, Date.now()),
      onTrouble: (message) => {
        meter.clear();
        terminal.err(message);
      }
    });
    meter.clear();
    if (options.json)
      terminal.out(JSON.stringify(files, null, 2));
    for (const file of options.json ? [] : files) {
      const state = file.state === "present" ? "already there, verified" : "downloaded, verified";
      terminal.out(`${file.path}: ${showBytes(file.bytes)}, ${state}`);
    }
    return EXIT.done;
  } catch (error) {
    meter.clear();
    if (!(error instanceof Cancelled))
      throw error;
    terminal.err(`${error.message}. Run the same command to continue.`);
    return interrupt.code();
  } finally {
    interrupt.done();
  }
}
function drawProgress(screen = process.stderr) {
  const pace = new FetchPace();
  let shownAt = -Infinity;
  return {
    show(progress, at) {
      const text = pace.describe(progress, at);
      if (at - shownAt < SHOW_EVERY_MS && progress.done < progress.total)
        return;
      shownAt = at;
      const done = Math.floor(20 * progress.done / progress.total);
      const line = `${"\u2588".repeat(done)}${"\u2591".repeat(20 - done)} ${text}`;
      screen.write(`\r\x1B[K${line.slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`);
    },
    clear: () => void screen.write("\r\x1B[K")
  };
}
function tellProgress(terminal) {
  const pace = new FetchPace();
  let toldAt = -Infinity;
  return {
    show(progress, at) {
      const text = pace.describe(progress, at);
      if (at - toldAt < TELL_EVERY_MS)
        return;
      toldAt = at;
      terminal.err(text);
    },
    clear: () => void 0
  };
}
var FetchPace = class {
  #file = "";
  #from = { at: 0, done: 0 };
  /** `train.gz: 47 %, 12 of 26 MB, 3.1 MB/s, 5 s left`; the rate only when it is known from more than a moment. */
  describe({ file, done, total }, at) {
    if (file !== this.#file || done < this.#from.done) {
      this.#file = file;
      this.#from = { at, done };
    }
    const parts = [`${Math.floor(100 * done / total)} %`, `${showBytes(done)} of ${showBytes(total)}`];
    const seconds = (at - this.#from.at) / 1e3;
    const rate = (done - this.#from.done) / seconds;
    if (seconds >= 1 && rate > 0) {
      const left = Math.ceil((total - done) / rate) * 1e3;
      parts.push(`${showBytes(Math.round(rate))}/s`, ...done < total ? [`${showDuration(left)} left`] : []);
    }
    return `${file}: ${parts.join(", ")}`;
  }
};
export {
  FetchPace,
  fetchCommand
};
