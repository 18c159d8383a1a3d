import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shortDigest } from '../digest.ts';
import { UsageError } from '../failure.ts';
import type { Plan } from '../plan.ts';
import { selectSteps } from '../planner/select.ts';
import { describeHost } from '../run/host.ts';
import type { RunRecord, RunStep } from '../run/run-record.ts';
import { readRun } from '../run/runs.ts';
import { writeVerification, type Verification } from '../run/verification.ts';
import { openStore, type DiskStore } from '../store/disk.ts';
import type { Application } from './application.ts';
import { EXIT, renderTable, tellDiagnostics, type Terminal } from './output.ts';
import { executeSession } from './execute-session.ts';
import { prepare } from './session.ts';
import { judgeSession, withStore } from './with-store.ts';

/**
 * `assay verify FILE`: runs the experiment, or the steps up to some of it, again in a store of its own that is thrown away,
 * and compares every artifact with the newest run's, byte for byte. Names the first step whose bytes differ.
 */
export async function verifyCommand(
  file: string,
  options: {
    readonly set: readonly string[];
    readonly store: string;
    readonly json: boolean;
    readonly jobs?: number;
    readonly until: readonly string[];
  },
  application: Application,
  terminal: Terminal,
): Promise<number> {
  const { session, diagnostics } = prepare(file, options.set, application);
  if (session === undefined) {
    tellDiagnostics(diagnostics, terminal, options.json);
    return EXIT.wrong;
  }
  const plan = selectSteps(session.plan, { until: options.until });
  const scratch = mkdtempSync(join(tmpdir(), 'assay-verify-'));
  try {
    return await withStore(options.store, async (store) => {
      const run = findRun(store, plan);
      const again = await openStore(scratch);
      const fresh = { ...session, plan };
      const { results, status } = await executeSession(
        { ...fresh, verdicts: judgeSession(fresh, again) },
        { store: again, cores: options.jobs ?? availableParallelism(), json: options.json },
        application,
        terminal,
      );
      if (status === 'interrupted') return EXIT.interrupted;
      const rows = plan.steps.flatMap((step) => {
        const result = results.get(step.id);
        const now = result?.action === 'finished' || result?.action === 'reused' ? result.record.outputs : undefined;
        return compare(
          run.steps.find((each) => each.id === step.id),
          step.id,
          now,
        );
      });
      await again.close();
      const verification: Verification = {
        at: new Date().toISOString(),
        host: describeHost(),
        steps: rows.map(({ id, port, same }) => ({ id, port, same })),
      };
      writeVerification(store, run, verification);
      const different = rows.filter((row) => !row.same);
      if (options.json) terminal.out(JSON.stringify({ run: run.number, ...verification }));
      else if (different.length === 0)
        terminal.out(
          `Run ${run.number} of ${plan.experiment}: all ${rows.length} artifacts came out the same, byte for byte.`,
        );
      else {
        terminal.out(
          `Run ${run.number} of ${plan.experiment}: ${different.length} of ${rows.length} artifacts differ; the first is ${different[0]?.id}.${different[0]?.port}\n`,
        );
        terminal.out(
          renderTable(
            ['artifact', 'then', 'now'],
            different.map((row) => [`${row.id}.${row.port}`, row.was, row.now]),
          ),
        );
      }
      return different.length === 0 ? EXIT.done : EXIT.failed;
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function findRun(store: DiskStore, plan: Plan): RunRecord {
  const run = readRun(store, plan.experiment, 'latest');
  if (run !== undefined && run.steps.length > 0) return run;
  throw new UsageError(`There is no run of "${plan.experiment}" to compare with`, {
    hint: `Run it first: assay run ${plan.file}`,
  });
}

/** One row for each artifact of a step, in the run and again. */
function compare(
  before: RunStep | undefined,
  id: string,
  now: RunStep['outputs'] | undefined,
): readonly {
  readonly id: string;
  readonly port: string;
  readonly same: boolean;
  readonly was: string;
  readonly now: string;
}[] {
  const ports = new Set([...Object.keys(before?.outputs ?? {}), ...Object.keys(now ?? {})]);
  return Array.from(ports, (port) => {
    const [was, is] = [before?.outputs?.[port]?.digest, now?.[port]?.digest];
    const show = (digest: string | undefined): string => (digest === undefined ? '-' : shortDigest(digest));
    return { id, port, same: was !== undefined && was === is, was: show(was), now: show(is) };
  });
}
