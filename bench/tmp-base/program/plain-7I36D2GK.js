import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  Pace
} from "./chunk-AF66PENX.js";
import {
  plural,
  showFailure,
  showReasons,
  showRetry,
  showSummary,
  showWarning
} from "./chunk-URZB7VFO.js";
import {
  comparedRun
} from "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/report/plain.js
var PROGRESS_EVERY_MS = 1e4;
function plainReporter(write) {
  const paces = /* @__PURE__ */ new Map();
  let alike;
  const warned = /* @__PURE__ */ new Set();
  const recalled = [];
  function isNews(message) {
    return warned.size < warned.add(message).size;
  }
  function flush() {
    if (alike === void 0)
      return;
    write(alike.count === 1 ? `${alike.first}: ${alike.how}` : `${plural(alike.count, "step")} ${alike.how}`);
    alike = void 0;
  }
  function collect(step, how) {
    if (alike?.how === how) {
      alike.count += 1;
      return;
    }
    flush();
    alike = { how, first: printable(step), count: 1 };
  }
  function say(line) {
    flush();
    write(line);
  }
  function report(event) {
    switch (event.type) {
      case "notice":
        return say(`note: ${printable(event.message)}`);
      case "started":
        paces.set(event.step, { pace: new Pace(), told: event.at });
        return say(`${printable(event.step)}: started (${showReasons(event.reasons)}${since(event.reasons)})`);
      case "progress": {
        const running = paces.get(event.step);
        if (running === void 0)
          return void 0;
        running.pace.update(event.progress, event.at);
        if (event.at - running.told < PROGRESS_EVERY_MS)
          return void 0;
        running.told = event.at;
        return say(`${printable(event.step)}: ${running.pace.text}`);
      }
      case "warned":
        return isNews(event.message) ? say(showWarning(event.step, event.message)) : void 0;
      case "retried":
        paces.set(event.step, { pace: new Pace(), told: event.at });
        return say(showRetry(event.step, event.error, event.attempt, event.of));
      case "reused":
        recalled.push(...(event.record.warnings ?? []).filter(isNews).map((text) => showWarning(event.step, text)));
        return collect(event.step, "reused");
      case "finished":
        paces.delete(event.step);
        return say(`${printable(event.step)}: done in ${showDuration(event.record.durationMs)}`);
      case "failed":
        paces.delete(event.step);
        return say(showFailure(event.step, event.error));
      case "skipped":
        return collect(event.step, `skipped, because ${printable(event.because)} failed`);
      case "cancelled":
        paces.delete(event.step);
        return collect(event.step, "cancelled");
    }
  }
  return {
    start: () => void 0,
    report,
    async end(summary) {
      for (const warning of recalled)
        say(warning);
      say(showSummary(summary));
    }
  };
}
function since(reasons) {
  const run = comparedRun(reasons);
  return run === void 0 ? "" : `; compared with run ${run}`;
}
export {
  plainReporter
};
