import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  Pace,
  roughly
} from "./chunk-AF66PENX.js";
import {
  makespan
} from "./chunk-6JSKANZI.js";
import "./chunk-JYSP53U2.js";
import {
  plural,
  showFailure,
  showRetry,
  showSummary,
  showWarning
} from "./chunk-URZB7VFO.js";
import "./chunk-VOL7QDMY.js";
import {
  showDuration
} from "./chunk-UUVHQ3UC.js";
import {
  fit,
  widthOf
} from "./chunk-GYEHIKTQ.js";
import {
  printable
} from "./chunk-FOYNB2YM.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/report/terminal.js
import { styleText } from "node:util";

// engine/report/group.js
var MOST_INSTANCES = 4;
var Group = class {
  name;
  ids;
  #states = /* @__PURE__ */ new Map();
  #counts;
  #running = /* @__PURE__ */ new Map();
  #workMs = 0;
  constructor(name, ids) {
    this.name = name;
    this.ids = ids;
    const none = { running: 0, reused: 0, finished: 0, failed: 0, skipped: 0, cancelled: 0 };
    this.#counts = { waiting: ids.length, ...none };
  }
  /** Takes in what happens to one of the instances, at `now` in milliseconds. */
  take(event, now) {
    const running = this.#running.get(event.step);
    if (event.type === "progress")
      running?.pace.update(event.progress, event.at);
    else if (event.type === "retried") {
      const again = `tried again, ${event.attempt} of ${event.of}`;
      this.#running.set(event.step, { pace: new Pace(), since: now, again });
    } else if (event.type === "started") {
      this.#running.set(event.step, { pace: new Pace(), since: now, again: "" });
      this.#become(event.step, "running");
    } else {
      this.#running.delete(event.step);
      if (event.type === "finished")
        this.#workMs += event.record.durationMs;
      this.#become(event.step, event.type);
    }
  }
  #become(step, state) {
    this.#counts[this.#states.get(step) ?? "waiting"] -= 1;
    this.#counts[state] += 1;
    this.#states.set(step, state);
  }
  get phase() {
    if (this.#counts.running > 0)
      return "running";
    if (this.#counts.waiting === this.ids.length)
      return "waiting";
    return this.#counts.waiting > 0 ? "running" : "done";
  }
  get hasFailed() {
    return this.#counts.failed > 0;
  }
  /** Whether all that became of it is that it was skipped or cancelled. */
  get wasLeftOut() {
    return this.#counts.skipped + this.#counts.cancelled > 0 && !this.hasFailed;
  }
  /** How many instances have ended, in whatever way. */
  get ended() {
    return this.ids.length - this.#counts.waiting - this.#counts.running;
  }
  get unfinished() {
    return this.ids.filter((id) => ["waiting", "running"].includes(this.#states.get(id) ?? "waiting"));
  }
  /** How long an instance took, of those that ran in this run; undefined before one has ended. */
  get meanMs() {
    return this.#counts.finished === 0 ? void 0 : this.#workMs / this.#counts.finished;
  }
  /**
   * How long an instance that runs may still take, from its own progress or from what is expected of it whole; undefined
   * where neither is known.
   */
  leftMs(id, expectedMs, now) {
    const running = this.#running.get(id);
    if (running === void 0)
      return expectedMs;
    const left = running.pace.leftMs(now);
    return left ?? (expectedMs === void 0 ? void 0 : Math.max(0, expectedMs - (now - running.since)));
  }
  /** `training 3/8, 1 reused, 1 failed`. */
  title() {
    const { waiting, running, reused, finished, failed, skipped, cancelled } = this.#counts;
    const total = this.ids.length;
    const parts = [];
    if (reused > 0)
      parts.push(total === 1 ? "reused" : `${reused} reused`);
    if (failed > 0)
      parts.push(total === 1 ? "failed" : `${failed} failed`);
    if (skipped > 0)
      parts.push(total === 1 ? "skipped" : `${skipped} skipped`);
    if (cancelled > 0)
      parts.push(total === 1 ? "cancelled" : `${cancelled} cancelled`);
    if (waiting + running === 0 && finished > 0)
      parts.push(`took ${showDuration(this.#workMs)}`);
    const count = total === 1 ? "" : ` ${this.ended}/${total}`;
    return [printable(this.name) + count, ...parts].join(", ");
  }
  /** The instances that run, each with its progress, or how long it has run where it tells none. */
  instances(now) {
    const lines = [...this.#running].slice(0, MOST_INSTANCES).map(([id, { pace, again, since }]) => {
      const label = printable(id.startsWith(`${this.name}[`) ? id.slice(this.name.length) : "");
      const state = [again, pace.text || `running for ${wholeSeconds(now - since)}`].filter((part) => part !== "");
      return [label, state.join(", ")].filter((part) => part !== "").join(" ");
    });
    const more = this.#running.size - lines.length;
    return more > 0 ? [...lines, `and ${more} more`] : lines;
  }
};
function wholeSeconds(ms) {
  return ms < 1e3 ? "0 s" : showDuration(Math.floor(ms / 1e3) * 1e3);
}

// engine/report/outlook.js
var LEAST_MS = 2e3;
function outlook(plan, groups, { cores, durationsMs }, now) {
  const left = /* @__PURE__ */ new Map();
  let unknown = false;
  for (const group of groups) {
    for (const id of group.unfinished) {
      const ms2 = group.leftMs(id, durationsMs.get(id) ?? group.meanMs, now);
      if (ms2 === void 0)
        unknown = true;
      else
        left.set(id, ms2);
    }
  }
  const ms = makespan(plan, left, cores);
  if (ms < LEAST_MS)
    return void 0;
  return `${unknown ? "more than" : "about"} ${showDuration(roughly(ms))} left`;
}

// engine/report/screen.js
var HIDE_CURSOR = "\x1B[?25l";
var SHOW_CURSOR = "\x1B[?25h";
var CLEAR_LINE = "\x1B[K";
var CLEAR_BELOW = "\x1B[J";
var LiveScreen = class {
  #stream;
  /** Widths of the lines that stand there: after a resize they take another number of rows. */
  #widths = [];
  #last = "";
  constructor(stream) {
    this.#stream = stream;
  }
  get columns() {
    return Math.max(20, this.#stream.columns || 80);
  }
  get rows() {
    return Math.max(4, this.#stream.rows || 24);
  }
  /**
   * Puts lines in the place of the last ones: in one write, each over the old one, so that nothing flickers.
   *
   * @param lines without line breaks, none wider than the terminal; one fewer than it has rows at most
   */
  draw(lines) {
    const { columns } = this;
    const content = `${lines.map(({ painted }) => painted + CLEAR_LINE).join("\n")}
${CLEAR_BELOW}`;
    const frame = `${columns} ${content}`;
    if (frame === this.#last)
      return;
    this.#last = frame;
    const up = this.#widths.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    this.#stream.write(`${HIDE_CURSOR}${up > 0 ? `\x1B[${up}A` : ""}\r${content}`);
    this.#widths = lines.map(({ text }) => widthOf(text));
  }
  /** Leaves what stands there, and gives the cursor back. */
  release() {
    this.#stream.write(SHOW_CURSOR);
  }
};

// engine/report/view.js
var SIGNS = {
  "": "",
  done: "\u2714 ",
  failed: "\u2716 ",
  "left-out": "- ",
  running: "\u25B8 ",
  waiting: "  "
};
function compose(scene, height) {
  const waiting = waitingLine(scene.groups);
  const tail = waiting === void 0 ? [] : [waiting];
  const space = Math.max(1, height - 1 - tail.length);
  const running = cut(scene.groups.flatMap((group) => group.phase === "running" ? runningLines(group, scene.now) : []), space);
  const done = folded(doneLines(scene), space - running.length);
  return [{ mark: "", text: scene.heading }, ...done, ...running, ...tail];
}
function lineText({ mark, text }, columns) {
  return fit(SIGNS[mark] + text, columns);
}
function runningLines(group, now) {
  const instances = group.instances(now);
  const [only] = instances;
  if (group.ids.length === 1 && only !== void 0)
    return [{ mark: "running", text: `${group.title()}: ${only}` }];
  return [
    { mark: "running", text: group.title() },
    ...instances.map((text) => ({ mark: "", text: `    ${text}` }))
  ];
}
function doneLines({ groups, reused }) {
  const lines = reused > 0 ? [{ mark: "done", text: `${plural(reused, "step")} reused` }] : [];
  for (const group of groups) {
    if (group.phase !== "done")
      continue;
    lines.push({ mark: group.hasFailed ? "failed" : group.wasLeftOut ? "left-out" : "done", text: group.title() });
  }
  return lines;
}
function waitingLine(groups) {
  const waiting = groups.filter((group) => group.phase === "waiting");
  const count = waiting.reduce((sum, group) => sum + group.ids.length, 0);
  if (count === 0)
    return void 0;
  const names = waiting.map((group) => group.title().replace(/ 0\/\d+$/, "")).join(", ");
  return { mark: "waiting", text: `${plural(count, "step")} ${count === 1 ? "waits" : "wait"}: ${names}` };
}
function cut(lines, space) {
  if (lines.length <= space)
    return lines;
  const shown = lines.slice(0, Math.max(0, space - 1));
  return [...shown, { mark: "", text: `    and ${lines.length - shown.length} more lines` }];
}
function folded(lines, space) {
  if (lines.length <= space)
    return lines;
  if (space <= 0)
    return [];
  const failed = last(lines.filter(({ mark }) => mark === "failed"), space - 1);
  const others = last(lines.filter(({ mark }) => mark !== "failed"), space - 1 - failed.length);
  const kept = /* @__PURE__ */ new Set([...failed, ...others]);
  const hidden = lines.filter((line) => !kept.has(line));
  const failures = hidden.filter(({ mark }) => mark === "failed").length;
  const text = `${hidden.length} more done${failures === 0 ? "" : `, ${failures} of them failed`}`;
  return [{ mark: failures === 0 ? "done" : "failed", text }, ...lines.filter((line) => kept.has(line))];
}
function last(list, count) {
  return count <= 0 ? [] : list.slice(-count);
}

// engine/report/terminal.js
var SHOW_EVERY_MS = 80;
var TICK_MS = 1e3;
var COLOURS = { done: "green", failed: "red", "left-out": "yellow", running: "cyan" };
function terminalReporter(stream = process.stderr, options = {}) {
  const { expected = { cores: 1, durationsMs: /* @__PURE__ */ new Map() }, now = Date.now } = options;
  const screen = new LiveScreen(stream);
  const remarks = [];
  const warned = /* @__PURE__ */ new Set();
  let plan;
  let groups = [];
  let byStep = /* @__PURE__ */ new Map();
  let reused = 0;
  let began = 0;
  let timer;
  let clock;
  function warn(step, messages) {
    for (const message of messages) {
      if (!warned.has(message))
        remarks.push(showWarning(step, message));
      warned.add(message);
    }
  }
  function heading(at) {
    const total = reused + groups.reduce((sum, group) => sum + group.ids.length, 0);
    const ended = reused + groups.reduce((sum, group) => sum + group.ended, 0);
    const left = plan === void 0 || ended === total ? void 0 : outlook(plan, groups, expected, at);
    const parts = [
      `${printable(plan?.experiment ?? "")}: ${ended} of ${plural(total, "step")}`,
      wholeSeconds(at - began)
    ];
    return [...parts, ...left === void 0 ? [] : [left]].join(", ");
  }
  function show() {
    clearTimeout(timer);
    timer = void 0;
    if (groups.length === 0)
      return;
    const at = now();
    const lines = compose({ heading: heading(at), groups, reused, now: at }, screen.rows - 1);
    screen.draw(lines.map((line) => paint(line, screen.columns - 1)));
  }
  function giveBack() {
    screen.release();
  }
  return {
    start(started, verdicts) {
      plan = started;
      ({ groups, reused } = arrange(started, verdicts));
      byStep = new Map(groups.flatMap((group) => group.ids.map((id) => [id, group])));
      began = now();
      if (groups.length === 0)
        return;
      clock = setInterval(show, TICK_MS).unref();
      stream.on("resize", show);
      process.on("exit", giveBack);
      show();
    },
    report(event) {
      if (event.type === "notice")
        remarks.push(`note: ${printable(event.message)}`);
      else {
        if (event.type === "failed")
          remarks.push(showFailure(event.step, event.error));
        if (event.type === "retried")
          remarks.push(showRetry(event.step, event.error, event.attempt, event.of));
        if (event.type === "warned")
          warn(event.step, [event.message]);
        else
          byStep.get(event.step)?.take(event, now());
        if (event.type === "reused")
          warn(event.step, event.record.warnings ?? []);
      }
      timer ??= setTimeout(show, SHOW_EVERY_MS).unref();
    },
    async end(summary) {
      show();
      clearInterval(clock);
      clearTimeout(timer);
      stream.off("resize", show);
      process.off("exit", giveBack);
      if (groups.length > 0)
        giveBack();
      for (const remark of remarks)
        stream.write(`${remark}
`);
      stream.write(`${showSummary(summary)}
`);
    }
  };
}
function arrange(plan, verdicts) {
  const ids = /* @__PURE__ */ new Map();
  for (const { name, id } of plan.steps) {
    const group = ids.get(name);
    if (group === void 0)
      ids.set(name, [id]);
    else
      group.push(id);
  }
  let reused = 0;
  const groups = [];
  for (const [name, own] of ids) {
    if (own.every((id) => verdicts.get(id)?.action === "reuse"))
      reused += own.length;
    else
      groups.push(new Group(name, own));
  }
  return { groups, reused };
}
function paint(line, columns) {
  const text = lineText(line, columns);
  const colour = line.mark === "" || line.mark === "waiting" ? void 0 : COLOURS[line.mark];
  if (colour === void 0 || process.env["NO_COLOR"] !== void 0)
    return { text, painted: text };
  return { text, painted: styleText(colour, text.slice(0, 1)) + text.slice(1) };
}
export {
  terminalReporter
};
