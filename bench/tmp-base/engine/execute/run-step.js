import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StageFailure } from '../core/failure.js';
import { codeGone, outputPath, perform } from './perform.js';
import { UsedFiles } from './used-files.js';
/**
 * Runs one step once, in a folder of its own, in this process or (an isolated stage) in another, and commits its outputs.
 *
 * @throws whatever the stage throws; Error when it has not written a declared output or returned a metric that is not a
 * finite number or text; StageFailure when its process died.
 */
export async function runStep(step, start, world) {
    const { stage } = step;
    const { inputs, runtime, checkpoint } = start;
    const inFolder = async (folder) => {
        const ports = Object.entries(stage.outputsOf?.(step.params) ?? stage.outputs);
        const request = {
            stage: stage.name,
            // A copy: the plan must stay as it is, whatever the stage does with it.
            params: structuredClone(step.params),
            runtime,
            seed: step.seed,
            point: step.point,
            facts: start.facts,
            inputs,
            outputs: Object.fromEntries(ports.map(([port, { extension }]) => [port, outputPath(folder, port, extension)])),
            scratch: join(folder, 'scratch'),
            ...(checkpoint !== undefined && { checkpoint: plain(checkpoint) }),
        };
        const usedFiles = new UsedFiles();
        const warnings = [];
        const controls = controlsOf(step, start, world, { usedFiles, warnings });
        const metrics = await runIn(step, request, controls, world);
        checkMetrics(stage.name, metrics);
        const outputs = {};
        for (const [port, { kind, extension }] of ports) {
            const path = outputPath(folder, port, extension);
            if (!existsSync(path))
                throw new Error(`Stage "${stage.name}" has not written its output "${port}"`);
            outputs[port] = { kind, extension, ...(await world.store.blobs.take(path)) };
        }
        return { outputs, metrics, warnings, usedFiles };
    };
    return world.store.withScratch(inFolder, { foreign: hasProcess(stage, world) });
}
/** Whether a step of the stage runs in a process of its own. */
function hasProcess({ isolated }, { workerEntry }) {
    return isolated || workerEntry.always === true;
}
/** Only what can be sent to another process. */
function plain({ at, part, path }) {
    return { at, path, ...(part !== undefined && { part }) };
}
function controlsOf(step, start, world, told) {
    return {
        signal: start.signal,
        warn(message) {
            told.warnings.push(message);
            world.report({ type: 'warned', step: step.id, at: world.now(), message });
        },
        progress: (progress) => world.report({ type: 'progress', step: step.id, at: world.now(), progress }),
        usedFile: (path, digest) => told.usedFiles.note(path, digest),
        async saveCheckpoint(reach, path) {
            // A wrong state would be gone on from for ever. The step is run again, so nobody is told this.
            if (await start.changed())
                throw new StageFailure(`What ${step.id} reads was changed while it ran`);
            await start.checkpoints?.save(reach, path);
        },
    };
}
async function runIn(step, request, controls, world) {
    if (!hasProcess(step.stage, world))
        return perform(step.stage, request, controls);
    // Imported only here: a run that starts no process does not pay for execa.
    const { performIsolated } = await import('./executors/process.js').catch((error) => {
        throw codeGone(error, step.stage.name);
    });
    return performIsolated(request, controls, world.workerEntry);
}
function checkMetrics(stage, metrics) {
    for (const [name, value] of Object.entries(metrics)) {
        if (typeof value === 'string' || Number.isFinite(value))
            continue;
        throw new Error(`Stage "${stage}" returned the metric "${name}" as ${String(value)}: expected a finite number or text`);
    }
}
