import { defineCommand, type BlankCommand, type Line, type OptionsOf } from '../command.ts';
import { jsonOption, setOption, storeOption } from '../options.ts';
import { UsageError } from '../../core/failure.ts';
import type { Plan } from '../../core/plan.ts';
import { stepsNamed } from '../../plan/select.ts';
import { differences, type Reason } from '../../core/reason.ts';
import type { StepRecord } from '../../core/record.ts';
import type { DiskStore } from '../../store/local/disk.ts';
import { earlierKeys } from '../earlier-keys.ts';
import { EXIT, tellDiagnostics } from '../output.ts';
import { prepare } from '../session.ts';
import { actionsOfSession, withStore } from '../with-store.ts';

const declare = (blank: BlankCommand) =>
  blank
    .argument('<file>', 'experiment file')
    .argument('<step...>', 'names of steps, or ids of single instances')
    .addOption(setOption())
    .addOption(storeOption())
    .addOption(jsonOption());

/**
 * `assay accept FILE STEP...`: keeps the results of steps whose code alone has changed, after a refactoring that cannot
 * change them. The new records say so.
 */
export const accept = defineCommand({
  declare,
  help: `Examples:
  assay accept experiments/quickstart.yaml training similar`,
  run: acceptSteps,
});

/** A step downstream of an accepted one gets its key from it, so steps are accepted in the order of the plan. */
async function acceptSteps(
  file: string,
  names: readonly string[],
  options: OptionsOf<typeof declare>,
  line: Line,
): Promise<number> {
  const { terminal } = line;
  const { session, diagnostics } = await prepare(file, options.set, await line.application());
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json && 'document');
    return EXIT.wrong;
  }
  const asked = new Set(stepsNamed(session.plan, names).map((step) => step.id));
  return withStore(options.store, async (store) => {
    const accepted: string[] = [];
    const earlier = earlierKeys(store, session.plan.experiment);
    for (const id of orderOf(session.plan, asked)) {
      // Judged again each time: a step accepted before may have given this one its key.
      const planned = actionsOfSession(session, store).get(id);
      if (planned?.action === 'reuse') continue;
      if (planned?.action !== 'run') throw cannot(id, 'a step that it needs must run first');
      const records = earlier(id).flatMap(({ key }) => store.records.get(key) ?? []);
      if (records.length === 0) throw cannot(id, 'it has no result to accept');
      const record = records.find((each) => differences(each.fingerprint, planned.fingerprint).every(isCode));
      if (record === undefined) throw cannot(id, 'more than its code has changed; "assay plan" says what');
      await checkWhole(record, store, id);
      await store.records.put({
        ...record,
        key: planned.key,
        fingerprint: planned.fingerprint,
        accepted: { from: record.key, at: new Date().toISOString() },
      });
      accepted.push(id);
    }
    if (options.json) terminal.out(JSON.stringify({ accepted }));
    else if (accepted.length === 0) terminal.out('Nothing to accept: the results of these steps are up to date.');
    else terminal.out(`Accepted for the current code: ${accepted.join(', ')}`);
    return EXIT.done;
  });
}

/** Whether only the program changed: the code of the stage, or the engine's rules. */
function isCode(reason: Reason): boolean {
  return reason.why === 'changed' && (reason.path[0] === 'code' || reason.path[0] === 'rules');
}

function orderOf(plan: Plan, asked: ReadonlySet<string>): readonly string[] {
  return plan.steps.map((step) => step.id).filter((id) => asked.has(id));
}

/** @throws UsageError when an output of the record is lost or damaged: a record without its bytes is worth nothing */
async function checkWhole(record: StepRecord, store: DiskStore, id: string): Promise<void> {
  for (const [port, ref] of Object.entries(record.outputs)) {
    if ((await store.objects.open(ref)) === undefined) throw cannot(id, `its output "${port}" is lost or damaged`);
  }
}

function cannot(id: string, why: string): UsageError {
  return new UsageError(`Cannot accept ${id}: ${why}`, { hint: 'Run it instead.' });
}
