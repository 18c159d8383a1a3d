import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
/** What the machine is, for the records of steps and runs: told to people who compare results, never hashed. */
export function describeHost() {
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
