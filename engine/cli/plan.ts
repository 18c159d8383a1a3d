import { diagnosticJson } from '../diagnostic.ts';
import type { Plan, Verdict } from '../plan.ts';
import { showReason } from '../reason.ts';
import { showReasons } from '../report/words.ts';
import type { Application } from './application.ts';
import { EXIT, renderTable, tellDiagnostics, type Terminal } from './output.ts';
import { prepare } from './session.ts';
import { judgeSession, withStore } from './with-store.ts';

/** `assay plan FILE`: what a run would do, step by step, and why. Changes nothing. */
export async function planCommand(
  file: string,
  options: { readonly set: readonly string[]; readonly store: string; readonly json: boolean; readonly all: boolean },
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === undefined) {
    if (options.json)
      terminal.out(JSON.stringify({ ok: false, diagnostics: diagnostics.map(diagnosticJson) }, null, 2));
    else tellDiagnostics(diagnostics, terminal, false);
    return EXIT.wrong;
  }
  const verdicts = await withStore(options.store, (store) => Promise.resolve(judgeSession(session, store)));
  if (options.json) terminal.out(JSON.stringify(planJson(session.plan, verdicts), null, 2));
  else {
    if (session.warning !== undefined) terminal.err(session.warning);
    terminal.out(renderPlan(session.plan, verdicts, options.all));
  }
  return EXIT.done;
}

/** The plan for programs: one entry per step, with its key where it is known. */
export function planJson(plan: Plan, verdicts: ReadonlyMap<string, Verdict>): object {
  return {
    ok: true,
    experiment: plan.experiment,
    file: plan.file,
    runtime: plan.runtime,
    steps: plan.steps.map((step) => {
      const verdict = verdicts.get(step.id);
      return {
        id: step.id,
        stage: step.stage.name,
        action: verdict?.action,
        ...(verdict !== undefined && verdict.action !== 'wait' && { key: verdict.key }),
        ...(verdict?.action === 'run' && verdict.from !== undefined && { from: verdict.from }),
        ...(verdict?.action === 'run' && {
          reasons: verdict.reasons.map((reason) => ({ ...reason, text: showReason(reason) })),
        }),
        ...(verdict?.action === 'wait' && { on: verdict.on }),
      };
    }),
    outputs: plan.outputs,
  };
}

/** The plan for people. Steps to reuse are counted rather than listed, unless `all`. */
export function renderPlan(plan: Plan, verdicts: ReadonlyMap<string, Verdict>, all: boolean): string {
  const rows: (readonly string[])[] = [];
  const count = { reuse: 0, run: 0, wait: 0 };
  for (const step of plan.steps) {
    const verdict = verdicts.get(step.id);
    if (verdict === undefined) continue;
    count[verdict.action]++;
    if (verdict.action === 'reuse' && !all) continue;
    rows.push([step.id, step.stage.name, verdict.action, whyText(verdict)]);
  }
  const parts = [
    `${plan.experiment}: ${plan.steps.length} steps`,
    `${count.reuse} to reuse`,
    `${count.run} to run`,
    `${count.wait} wait for them`,
  ];
  const heading = parts.join(', ');
  if (rows.length === 0) return `${heading}. Nothing to do.`;
  return `${heading}\n\n${renderTable(['step', 'stage', 'action', 'why'], rows)}`;
}

function whyText(verdict: Verdict): string {
  switch (verdict.action) {
    case 'reuse':
      return 'same key as before';
    case 'run':
      return showReasons(verdict.reasons) + (verdict.from === undefined ? '' : `; goes on from ${verdict.from}`);
    case 'wait':
      return `depends on ${verdict.on.slice(0, 3).join(', ')}${verdict.on.length > 3 ? ` and ${verdict.on.length - 3} more` : ''}`;
  }
}
