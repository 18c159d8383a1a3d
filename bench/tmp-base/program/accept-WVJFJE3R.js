import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  stepsNamed
} from "./chunk-IJTPXOKD.js";
import {
  earlierKeys,
  judgeSession,
  withStore
} from "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import {
  prepare
} from "./chunk-QYJ4IG7W.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import {
  differences
} from "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-52EV5XBE.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import {
  EXIT,
  tellDiagnostics
} from "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import {
  UsageError
} from "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";

// engine/cli/accept.js
async function acceptCommand(file, names, options, application, terminal) {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === void 0) {
    tellDiagnostics(diagnostics, terminal, options.json && "document");
    return EXIT.wrong;
  }
  const asked = new Set(stepsNamed(session.plan, names).map((step) => step.id));
  return withStore(options.store, async (store) => {
    const accepted = [];
    const earlier = earlierKeys(store, session.plan.experiment);
    for (const id of orderOf(session.plan, asked)) {
      const verdict = judgeSession(session, store).get(id);
      if (verdict?.action === "reuse")
        continue;
      if (verdict?.action !== "run")
        throw cannot(id, "a step before it must run first");
      const records = earlier(id).flatMap(({ key }) => store.actions.get(key) ?? []);
      if (records.length === 0)
        throw cannot(id, "there is no result of it to accept");
      const record = records.find((each) => differences(each.fingerprint, verdict.fingerprint).every(isCode));
      if (record === void 0)
        throw cannot(id, 'more than its code has changed: "assay plan" says what');
      await checkWhole(record, store, id);
      await store.actions.put({
        ...record,
        key: verdict.key,
        fingerprint: verdict.fingerprint,
        accepted: { from: record.key, at: (/* @__PURE__ */ new Date()).toISOString() }
      });
      accepted.push(id);
    }
    if (options.json)
      terminal.out(JSON.stringify({ accepted }));
    else if (accepted.length === 0)
      terminal.out("Nothing to accept: these steps have results of the present code.");
    else
      terminal.out(`Accepted as results of the present code: ${accepted.join(", ")}`);
    return EXIT.done;
  });
}
function isCode(reason) {
  return reason.why === "changed" && (reason.path[0] === "code" || reason.path[0] === "rules");
}
function orderOf(plan, asked) {
  return plan.steps.map((step) => step.id).filter((id) => asked.has(id));
}
async function checkWhole(record, store, id) {
  for (const [port, ref] of Object.entries(record.outputs)) {
    if (await store.blobs.open(ref) === void 0)
      throw cannot(id, `its output "${port}" is lost or damaged`);
  }
}
function cannot(id, why) {
  return new UsageError(`Cannot accept ${id}: ${why}`, { hint: "Run it instead." });
}
export {
  acceptCommand
};
