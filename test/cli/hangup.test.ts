import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { assay, filesIn, finishedRun, MAIN, startAssay, TINY } from '../helpers/assay.ts';
import { isRunning, workersOf } from '../helpers/processes.ts';

// Terminals that go away while a run is at work.

const finished = finishedRun();
const ENDLESS = ['--set', 'steps.training.epochs=1000000', '--set', 'sweep.filters=[6]'];
/** Some seconds of training after the terminal is gone. */
const SHORT = ['--set', 'steps.training.epochs=15', '--set', 'sweep.filters=[6]'];

function leases(cwd: string): readonly string[] {
  return filesIn(join(cwd, 'artifacts', 'leases'));
}

/** Waits until something holds; fails after a minute. */
async function until(holds: () => boolean, what: () => string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (holds()) return;
    await sleep(100);
  }
  throw new Error(what());
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

describe('a run that gets SIGHUP', () => {
  it('ends as cleanly as by SIGTERM: interrupted, nothing left, exit 129 [B4, case 03]', async () => {
    const cwd = finished.copy();
    const call = startAssay(['run', TINY, ...ENDLESS], { cwd });
    await call.shows(/training\[filters=6\]: started/);
    await until(
      () => workersOf(call).length > 0,
      () => 'No worker',
    );
    const [worker = 0] = workersOf(call);
    call.kill('SIGHUP');
    call.kill('SIGHUP'); // From the shell and from the system.
    const outcome = await call.outcome;
    expect(outcome.code).toBe(129);
    expect(outcome.err).toContain('Finished steps are kept. Run the same command to continue.');
    expect(outcome.err).not.toMatch(/bug|at file:/);
    expect(isRunning(worker)).toBe(false);
    expect(leases(cwd)).toEqual([]);
    expect(filesIn(join(cwd, 'artifacts', 'tmp'))).toEqual([]);
    expect((await assay(['log'], { cwd })).out).toMatch(/^tiny +2 +interrupted /m);
  });

  it('goes on with its worker, which ignores the signal', async () => {
    const cwd = finished.copy();
    const call = startAssay(['run', TINY, ...SHORT], { cwd });
    await call.shows(/training\[filters=6\]: started/);
    await until(
      () => workersOf(call).length > 0,
      () => 'No worker',
    );
    // Perhaps before it could ignore it, and again when it is at work.
    for (const worker of workersOf(call)) process.kill(worker, 'SIGHUP');
    await until(
      () => leases(cwd).length > 0 && workersOf(call).length > 0,
      () => 'No worker',
    );
    await sleep(1500);
    for (const worker of workersOf(call)) process.kill(worker, 'SIGHUP');
    const { code, err } = await call.outcome;
    expect({ code, failed: /failed/.test(err) ? err : '' }).toEqual({ code: 0, failed: '' });
  });

  it.each([
    ['nohup', 'it was started with nohup', 'nohup "$@" > log 2>&1 &'],
    ['a script that ignores it', 'what started it ignores SIGHUP too', 'trap "" HUP; "$@" > log 2>&1 &'],
  ])('goes on under %s, and says why [B4, case 03]', async (_, why, start) => {
    const cwd = finished.copy();
    mkdirSync(join(cwd, 'tmp'), { recursive: true });
    const line = `${start} echo $! > pid; wait $!; echo $? > code`;
    const shell = spawn('bash', ['-c', line, 'bash', process.execPath, MAIN, 'run', TINY, ...SHORT], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, TMPDIR: join(cwd, 'tmp') },
      stdio: 'ignore',
    });
    const log = (): string => textOf(join(cwd, 'log'));
    await until(() => log().includes('training[filters=6]: started'), log);
    process.kill(Number(textOf(join(cwd, 'pid'))), 'SIGHUP');
    await until(() => textOf(join(cwd, 'code')) !== '', log);
    shell.kill();
    expect(log()).toContain(`note: The terminal closed. The run continues, because ${why}\n`);
    expect(textOf(join(cwd, 'code'))).toBe('0\n');
    expect(filesIn(join(cwd, 'artifacts', 'tmp'))).toEqual([]);
  });

  const python = spawnSync('python3', ['-c', 'import pty']).status === 0;
  // Skipped where there is no Python, which makes the terminal.
  it.skipIf(!python).each([
    ['nohup, in the background', 'done', 'nohup "$@" > log 2>&1 &'],
    ['nohup, in front', 'done', 'nohup "$@"'],
    ['a shell, in the background', 'interrupted', '"$@" > log 2>&1 &'],
    ['a shell, in front', 'interrupted', '"$@"'],
  ])('because its terminal is closed, under %s, ends %s [B4, case 03]', async (_, status, start) => {
    const cwd = finished.copy();
    const epochs = status === 'done' ? SHORT : ENDLESS;
    const command = [process.execPath, MAIN, 'run', TINY, ...epochs].map((part) => `'${part}'`).join(' ');
    writeFileSync(join(cwd, 'terminal.py'), TERMINAL);
    const log = join(cwd, 'artifacts', 'runs', 'tiny', '2', 'run.json');
    const worker = join(cwd, 'artifacts', 'leases');
    const done = spawnSync('python3', ['terminal.py', `set -- ${command}`, start, worker], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd },
      timeout: 90_000,
    });
    expect(String(done.stdout)).toBe('closed\n');
    await until(
      () => textOf(log).includes(`"status": "${status}"`),
      () => textOf(log),
    );
    await until(
      () => filesIn(join(cwd, 'artifacts', 'tmp')).length === 0,
      () => 'Something is left',
    );
    expect(leases(cwd)).toEqual([]);
  });
});

/** Types two lines into an interactive shell, and closes its terminal when a lease says that a step is at work. */
const TERMINAL = `
import os, pty, sys, time, threading
pid, terminal = pty.fork()
if pid == 0:
    os.execvp('bash', ['bash', '--norc', '-i'])
def read():
    try:
        while os.read(terminal, 65536): pass
    except OSError: pass
threading.Thread(target=read, daemon=True).start()
for line in sys.argv[1:3]:
    os.write(terminal, (line + '\\n').encode())
while not (os.path.isdir(sys.argv[3]) and os.listdir(sys.argv[3])):
    time.sleep(0.05)
time.sleep(0.5)
print('closed', flush=True)
os.close(terminal)
`;
