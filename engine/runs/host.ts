import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import type { JsonObject } from '../core/json.ts';

/** Describes the machine for the records of steps and runs: for people who compare results, never hashed. */
export function describeHost(): JsonObject {
  const processors = cpus();
  return {
    name: hostname(),
    system: `${platform()} ${release()}`,
    architecture: arch(),
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
  };
}
