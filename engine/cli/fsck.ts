import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../core/diagnostic.ts';
import { UsageError } from '../core/failure.ts';
import { Pace } from '../report/pace.ts';
import { plural } from '../report/messages.ts';
import { fsck, type Findings } from '../runs/fsck.ts';
import { shortDigest } from '../core/digest.ts';
import { EXIT, showBytes, type Terminal } from './output.ts';
import { withStore } from './with-store.ts';

/** Longer lists help nobody; `--json` has all of it. */
const MOST_LINES = 20;

/** `assay fsck`: checks everything in the store. Exit code 1 when something was damaged, cannot be read, or is missing. */
export async function fsckCommand(
  options: { readonly store: string; readonly json: boolean },
  terminal: Terminal,
): Promise<number> {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const show = options.json ? () => undefined : progressLine(terminal);
    const findings = await fsck(store, show);
    const ok = [findings.damage, findings.unreadable, findings.missing].every(({ length }) => length === 0);
    if (options.json) terminal.out(JSON.stringify({ ok, ...findings }, null, 2));
    else {
      const parts = [showCounts(findings), ...(ok ? [] : [showFaults(findings)]), showTrust(findings)];
      terminal.out(parts.join(ok ? '\n' : '\n\n'));
    }
    return ok ? EXIT.done : EXIT.failed;
  });
}

/** @throws UsageError when there is no store in the folder */
export function needStore(root: string): void {
  // A store may have lost its marker.
  if (['store.json', 'objects', 'actions'].some((part) => existsSync(join(root, part)))) return;
  throw new UsageError(`There is no store at ${root}`, {
    hint: 'Name its folder with --store DIR; the first run makes it.',
  });
}

/** How far it is and how long it will take: one line that is drawn again, or a line now and then in a log. */
function progressLine(terminal: Terminal, screen = process.stderr): (done: number, total: number) => void {
  const pace = new Pace();
  const every = terminal.interactive ? 200 : 10_000;
  let last = Date.now();
  let lines = 0;
  return (done, total) => {
    const now = Date.now();
    if (now - last < every && !(done === total && lines > 0)) return;
    last = now;
    const megabyte = (bytes: number): number => Math.round(bytes / 1e5) / 10;
    pace.update({ done: megabyte(done), total: megabyte(total), unit: 'MB' }, now);
    const line = `Checking objects: ${pace.text}`;
    // Up one line and clear it: what was written there before is written anew. Past the terminal, which lets nothing
    // through that would move the cursor.
    if (terminal.interactive && lines > 0) screen.write(`\u001B[1A\u001B[2K${line}\n`);
    else terminal.err(line);
    lines += 1;
  };
}

/** Whether objects need to be hashed at each use in this store, and why. */
function showTrust({ untrusted }: Findings): string {
  return untrusted === null
    ? 'The file system records every change: an object that was hashed once is hashed again when its file has changed.'
    : `Every object is hashed whenever it is used, because ${untrusted}.`;
}

function showCounts({ objects, records, runs, damage, unreadable, missing }: Findings): string {
  const checked = `Checked ${plural(objects.checked, 'object')} (${showBytes(objects.bytes)}), ${plural(records.checked, 'record')}, ${plural(runs.checked, 'run')}`;
  if (damage.length + unreadable.length + missing.length === 0) return `${checked}: all whole.`;
  const left = unreadable.length === 0 ? '' : ` ${unreadable.length} not readable,`;
  return `${checked}: ${damage.length} damaged,${left} ${plural(missing.length, 'record')} without all of their outputs.`;
}

function showFaults({ damage, unreadable, missing, rebuild }: Findings): string {
  const lines = [...damage, ...unreadable].map((message) => printable(message));
  for (const { key, stage, outputs } of missing)
    lines.push(`Record ${shortDigest(key)} (${printable(stage)}) misses ${printable(outputs.join(', '))}`);
  const more = lines.length - MOST_LINES;
  if (more > 0) lines.splice(MOST_LINES, more, `... and ${more} more: see --json`);
  if (damage.length + missing.length === 0) return lines.join('\n');
  lines.push('');
  if (rebuild.length === 0) lines.push('No run refers to what was lost: nothing has to be made anew.');
  else lines.push('What was lost is made anew by the next run that needs it:');
  for (const { experiment, run, file, steps } of rebuild) {
    const named = steps.length <= 5 ? steps.join(', ') : `${steps.slice(0, 5).join(', ')} and ${steps.length - 5} more`;
    lines.push(printable(`  assay run ${file}    (${named}; ${experiment} run ${run})`));
  }
  return lines.join('\n');
}
