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
} else if (mode === '--job') {
  const { serveJob } = await import('./application.ts');
  process.exitCode = await serveJob(args, version());
} else {
  const { main } = await import('./engine/cli/cli.ts');
  const { ignoreHangup } = await import('./engine/cli/interrupt.ts');
  ignoreHangup();
  process.exitCode = await main(process.argv.slice(2), {
    version: version(),
    application: async () => (await import('./application.ts')).makeApplication(version()),
  });
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
