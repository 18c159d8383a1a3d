import { defineCommand, type BlankCommand, type OptionsOf } from '../command.ts';
import { jsonOption, storeOption } from '../options.ts';
import { printable } from '../../core/diagnostic.ts';
import { Pace } from '../../report/pace.ts';
import { plural } from '../../report/messages.ts';
import { fsck as checkStore, type Findings } from '../../runs/fsck.ts';
import { shortDigest } from '../../core/digest.ts';
import { EXIT, showBytes, type Terminal } from '../output.ts';
import { needStore, withStore } from '../with-store.ts';

/** Longer lists help nobody; `--json` has all of them. */
const MOST_LINES = 20;

const declare = (blank: BlankCommand) => blank.addOption(storeOption()).addOption(jsonOption());

/** `assay fsck`: checks everything in the store. Exits with 1 when something is damaged, unreadable or missing. */
export const fsck = defineCommand({
  declare,
  help: `Examples:
  assay fsck
  assay fsck --store /data/artifacts --json`,
  run: (options, { terminal }) => checkWholeStore(options, terminal),
});

export async function checkWholeStore(options: OptionsOf<typeof declare>, terminal: Terminal): Promise<number> {
  return withStore(options.store, async (store) => {
    needStore(store.root);
    const show = options.json ? () => undefined : progressLine(terminal);
    const findings = await checkStore(store, show);
    const ok = [findings.damage, findings.unreadable, findings.missing].every(({ length }) => length === 0);
    if (options.json) terminal.out(JSON.stringify({ ok, ...findings }, null, 2));
    else {
      const parts = [showCounts(findings), ...(ok ? [] : [showFaults(findings)]), showTrust(findings)];
      terminal.out(parts.join(ok ? '\n' : '\n\n'));
    }
    return ok ? EXIT.done : EXIT.failed;
  });
}

/** Shows how far the check is and how long it will take: one line redrawn in place, or a line now and then in a log. */
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
    // Moves up one line and clears it, to write over the line before. Written to the screen itself, because the terminal
    // lets no cursor movement through.
    if (terminal.interactive && lines > 0) screen.write(`\u001B[1A\u001B[2K${line}\n`);
    else terminal.err(line);
    lines += 1;
  };
}

/** Whether this store must hash objects at every use, and why. */
function showTrust({ untrusted }: Findings): string {
  return untrusted === null
    ? 'The file system records every change, so an object is hashed again only after its file has changed.'
    : `Every object is hashed at every use, because ${untrusted}.`;
}

function showCounts({ objects, records, runs, damage, unreadable, missing }: Findings): string {
  const checked = `Checked ${plural(objects.checked, 'object')} (${showBytes(objects.bytes)}), ${plural(records.checked, 'record')}, ${plural(runs.checked, 'run')}`;
  if (damage.length + unreadable.length + missing.length === 0) return `${checked}: all intact.`;
  const left = unreadable.length === 0 ? '' : ` ${unreadable.length} unreadable,`;
  return `${checked}: ${damage.length} damaged,${left} ${plural(missing.length, 'record')} with lost outputs.`;
}

function showFaults({ damage, unreadable, missing, rebuild }: Findings): string {
  const lines = [...damage, ...unreadable].map((message) => printable(message));
  for (const { key, stage, outputs } of missing)
    lines.push(`Record ${shortDigest(key)} (${printable(stage)}) has lost ${printable(outputs.join(', '))}`);
  const more = lines.length - MOST_LINES;
  if (more > 0) lines.splice(MOST_LINES, more, `... and ${more} more: see --json`);
  if (damage.length + missing.length === 0) return lines.join('\n');
  lines.push('');
  if (rebuild.length === 0) lines.push('No run needs the lost objects; nothing has to be recomputed.');
  else lines.push('The next run that needs the lost objects will make them again:');
  for (const { experiment, run, file, steps } of rebuild) {
    const named = steps.length <= 5 ? steps.join(', ') : `${steps.slice(0, 5).join(', ')} and ${steps.length - 5} more`;
    lines.push(printable(`  assay run ${file}    (${named}; ${experiment} run ${run})`));
  }
  return lines.join('\n');
}
