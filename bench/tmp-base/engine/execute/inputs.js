/** The inputs of a step, verified, and watched from then on. */
export class OpenInputs {
    inputs;
    #watched;
    constructor(inputs, watched) {
        this.inputs = inputs;
        this.#watched = watched;
    }
    /** The first input that is not sure to have been whole since it was opened; undefined when the step has read what is in its key. */
    async changed() {
        for (const { object, lost, record } of this.#watched) {
            const change = await object.changed();
            if (change === 'lost')
                return { lost, record };
            if (change === 'touched')
                return { touched: `${lost.step}.${lost.port}` };
        }
        return undefined;
    }
}
/** The ids of the steps that a step takes artifacts from. */
export function producersOf(step) {
    return new Set(Object.values(step.inputs).flatMap((links) => links.map((link) => link.step)));
}
/** The content of a step's inputs, by port and in the order of its links: what its key is made of. */
export function inputDigests(step, recordOf) {
    const inputs = {};
    for (const [port, links] of Object.entries(step.inputs)) {
        inputs[port] = links.map((link) => {
            const { digest } = refAt(recordOf(link), link);
            return link.point === undefined ? { digest } : { digest, point: link.point };
        });
    }
    return inputs;
}
/** Opens every input of a step, or tells the first that is lost. */
export async function openInputs(step, recordOf, blobs) {
    const inputs = {};
    const watched = [];
    for (const [port, links] of Object.entries(step.inputs)) {
        const opened = [];
        for (const link of links) {
            const record = recordOf(link);
            const ref = refAt(record, link);
            const object = await blobs.watch(ref);
            if (object === undefined)
                return { lost: link, record };
            watched.push({ object, lost: link, record });
            const { kind, extension, digest } = ref;
            opened.push({ kind, extension, digest, path: object.path, point: link.point ?? {} });
        }
        inputs[port] = opened;
    }
    return new OpenInputs(inputs, watched);
}
function refAt(record, link) {
    const ref = record.outputs[link.port];
    if (ref === undefined)
        throw new Error(`Internal error: ${link.step} has no output ${link.port}`);
    return ref;
}
