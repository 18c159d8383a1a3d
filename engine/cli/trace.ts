import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Application } from './application.ts';
import type { Terminal } from './output.ts';

/** The application whose steps are watched for the files that they read; said, and left alone, where the system cannot. */
export function withTrace(application: Application, terminal: Terminal): Application {
  if (!isInstalled('strace')) {
    terminal.err('note: Nothing is traced: --trace needs the program strace, which is not installed here.');
    return application;
  }
  const { workerEntry } = application;
  const environment: Application['workerEntry']['environment'] = (runtime) => ({
    ...workerEntry.environment?.(runtime),
    ASSAY_TRACE: '1',
  });
  return { ...application, workerEntry: { ...workerEntry, environment } };
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
