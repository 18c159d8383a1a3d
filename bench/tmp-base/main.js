#!/usr/bin/env node
try {
  await import('./program/main.js');
} catch (error) {
  if (error?.code !== 'EMFILE' && error?.code !== 'ENFILE') throw error;
  console.error(`Error: Cannot open the files of Assay: too many files are open (${error.code})`);
  console.error('Hint: Allow more, for example with "ulimit -n 1024", and run the command again.');
  process.exitCode = 1;
}
