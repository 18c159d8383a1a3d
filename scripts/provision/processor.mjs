import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** What the system says this machine's processor can do; read as nn/backends/instruction-sets.ts does, which compares it. */
export function processorFlags() {
  if (process.platform === 'darwin' && process.arch === 'arm64') return 'asimd';
  if (!existsSync('/proc/cpuinfo')) return '';
  const buffer = Buffer.alloc(8192);
  const file = openSync('/proc/cpuinfo', 'r');
  const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
  closeSync(file);
  return (/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1] ?? '').trim();
}
