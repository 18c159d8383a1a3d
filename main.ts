#!/usr/bin/env node
import { readFileSync } from 'node:fs';

// Starts the command line, or one of the processes that it starts itself. Each loads only
// what it needs, so `--help` is instant.

const [mode, ...args] = process.argv.slice(2);

if (mode === '--worker') {
  const { serveStep } = await import('./application.ts');
  await serveStep(args);
} else if (mode === '--describe-backend') {
  const { serveDescription } = await import('./application.ts');
  await serveDescription(args);
} else {
  const { main } = await import('./engine/cli/cli.ts');
  const { ignoreHangup } = await import('./engine/cli/interrupt.ts');
  ignoreHangup();
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  process.exitCode = await main(process.argv.slice(2), {
    version,
    application: async () => (await import('./application.ts')).makeApplication(version),
  });
}
