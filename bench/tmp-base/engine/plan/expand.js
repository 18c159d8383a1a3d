import { deriveSeed } from '../core/seed.js';
import { placeOf } from '../read/document.js';
import { pickAxes, pointKey, showPoint } from '../read/point.js';
import { REPEAT } from '../read/sweep.js';
const NOTHING_KNOWN = {};
/** 100,000 steps take 0.4 GB and two seconds. */
const MOST = { steps: 250_000, inputs: 1_000_000 };
/**
 * Multiplies bound steps by the sweep: a step gets exactly the axes that it or its inputs mention, less those in its `over`;
 * a stage that draws random numbers mentions `repeat`. Every step is checked at every point it will run at.
 */
export class Expander {
    diagnostics = [];
    #experiment;
    #resolver;
    #expanded = new Map();
    /** Instances that are wrong themselves: what would come out of them is not known. */
    #wrong = new Set();
    #inferred = new Map();
    #identities = new WeakMap();
    #identity = 0;
    constructor(experiment, resolver) {
        this.#experiment = experiment;
        this.#resolver = resolver;
    }
    /** Adds the instances of one step; the steps it takes from must have been added before. */
    add(step) {
        const { declaration } = step;
        const mentioned = this.#resolver.mentions(step);
        const gathered = new Set(mentioned);
        for (const links of Object.values(step.inputs)) {
            for (const link of links)
                for (const axis of this.#expanded.get(link.step)?.axes ?? [])
                    gathered.add(axis);
        }
        for (const index of declaration.over.keys())
            this.#checkOver(step, index, mentioned, gathered);
        const axes = this.#experiment.sweep.axes.filter((axis) => gathered.has(axis) && !declaration.over.includes(axis));
        const own = axes.filter((axis) => mentioned.has(axis));
        const points = this.#project(axes);
        if (this.#tooLarge(step, points.length, 'steps'))
            return [];
        const resolved = new Map();
        const resolve = (point) => {
            // On all of its axes the points differ: 100,000 keys would be made for nothing.
            if (own.length === axes.length)
                return this.#resolver.resolve(step, point);
            const key = pointKey(point, own);
            const known = resolved.get(key) ?? this.#resolver.resolve(step, pickAxes(point, own));
            resolved.set(key, known);
            return known;
        };
        const instances = [];
        for (const index of points.keys()) {
            const instance = this.#instance(step, points, index, resolve);
            if (instance === undefined)
                return [];
            instances.push(instance);
        }
        this.#expanded.set(declaration.name, { axes, points, instances });
        return instances;
    }
    /** The instances of a step that has been added. */
    instancesOf(step) {
        return this.#expanded.get(step)?.instances ?? [];
    }
    #checkOver(step, index, mentioned, gathered) {
        const { name, over } = step.declaration;
        const axis = over[index] ?? '';
        const at = placeOf(this.#experiment.document, ['steps', name, 'over', index]);
        if (!this.#experiment.sweep.axes.includes(axis))
            return; // told while reading, or a repeat of nothing
        if (mentioned.has(axis)) {
            this.diagnostics.push({ message: `The step is to run once over "${axis}", but it mentions $${axis} itself`, at });
        }
        else if (!gathered.has(axis) && !this.#resolver.unknown) {
            this.diagnostics.push({ message: `No input of this step varies along "${axis}"`, at });
        }
    }
    #counts = { steps: 0, inputs: 0 };
    /** Keeps a file of a few lines from filling the memory: tells the first step that goes too far, and expands no more. */
    #tooLarge(step, more, what) {
        const before = this.#counts[what];
        this.#counts[what] += more;
        if (this.#counts[what] <= MOST[what])
            return false;
        if (before <= MOST[what]) {
            const at = placeOf(this.#experiment.document, ['steps', step.declaration.name], 'key');
            const most = MOST[what].toLocaleString('en');
            this.diagnostics.push({
                message: `With this step the file has more than ${most} ${what}: use a smaller sweep`,
                at,
            });
        }
        return true;
    }
    #projections = new Map();
    /** The distinct points on some axes, in the order of the sweep; the same list for the same axes. */
    #project(axes) {
        const { sweep } = this.#experiment;
        if (axes.length === sweep.axes.length)
            return sweep.points;
        const known = this.#projections.get(axes.join());
        if (known !== undefined)
            return known;
        const points = new Map();
        for (const point of sweep.points) {
            const key = pointKey(point, axes);
            if (!points.has(key))
                points.set(key, pickAxes(point, axes));
        }
        const projection = [...points.values()];
        this.#projections.set(axes.join(), projection);
        return projection;
    }
    #instance(step, points, index, resolve) {
        const { declaration } = step;
        const { name, stage, over, policy } = declaration;
        const point = points[index] ?? {};
        const resolved = resolve(point);
        const inputs = {};
        const sources = {};
        for (const [port, from] of Object.entries(step.inputs)) {
            const found = from.flatMap((source) => this.#sources(source, points, index));
            if (found.length > 1 && step.schema.ports[port]?.many === false)
                this.#tooMany(step, port, over);
            if (this.#tooLarge(step, found.length, 'inputs'))
                return undefined;
            sources[port] = found;
            inputs[port] = found.map((source) => linkTo(source, over));
        }
        const id = this.#idOf(name, point);
        const { params } = resolved;
        const inferred = resolved.ok ? this.#infer(step, { id, point, params, sources }, resolved) : undefined;
        const seed = stage.seeded ? this.#seedAt(point) : undefined;
        const known = inferred ?? NOTHING_KNOWN;
        const planned = { id, name, point, stage, params, seed, inputs, inferred: known, policy };
        if (inferred === undefined)
            this.#wrong.add(planned);
        return planned;
    }
    #shownPoints = new Map();
    /** `training[filters=32]`. The part in brackets is made once for all steps on the same axes. */
    #idOf(name, point) {
        let shown = this.#shownPoints.get(point);
        if (shown === undefined) {
            shown = Object.keys(point).length === 0 ? '' : `[${showPoint(point)}]`;
            this.#shownPoints.set(point, shown);
        }
        return name + shown;
    }
    #seeds = new Map();
    /** The experiment's seed, which may be an axis; from the second repeat on, one derived from it. */
    #seedAt(point) {
        const { seed: declared } = this.#experiment;
        // An axis of seeds has whole numbers: others were told when the file was read.
        const root = typeof declared === 'number' ? declared : Number(point[declared.axis]);
        const repeat = point[REPEAT];
        if (typeof repeat !== 'number' || repeat === 0)
            return root;
        const key = `${root} ${repeat}`;
        const seed = this.#seeds.get(key) ?? deriveSeed(root, REPEAT, String(repeat));
        this.#seeds.set(key, seed);
        return seed;
    }
    /** The instances of another step that an instance takes an artifact from. */
    #sources({ step: name, port }, points, index) {
        const upstream = this.#expanded.get(name);
        const point = points[index];
        if (upstream === undefined || point === undefined)
            return [];
        if (upstream.points === points) {
            // Both on the same axes, which is most of a large sweep: nothing has to be looked for.
            const instance = upstream.instances[index];
            return instance === undefined ? [] : [{ instance, port }];
        }
        const shared = upstream.axes.filter((axis) => Object.hasOwn(point, axis));
        const instances = this.#index(name, upstream, shared).get(pointKey(point, shared)) ?? [];
        return instances.map((instance) => ({ instance, port }));
    }
    #indices = new Map();
    /** Instances of a step by their place on some of its axes; made once, or 100,000 steps would search each other. */
    #index(name, step, axes) {
        const indexKey = `${name}\n${axes.join(',')}`;
        const known = this.#indices.get(indexKey);
        if (known !== undefined)
            return known;
        const index = new Map();
        for (const instance of step.instances) {
            const key = pointKey(instance.point, axes);
            const list = index.get(key);
            if (list === undefined)
                index.set(key, [instance]);
            else
                list.push(instance);
        }
        this.#indices.set(indexKey, index);
        return index;
    }
    #tooMany(step, port, over) {
        const at = placeOf(this.#experiment.document, ['steps', step.declaration.name, port]);
        const why = over.length > 0 ? `under "over: [${over.join(', ')}]" it would receive several` : 'the file lists several';
        this.diagnostics.push({ message: `The port "${port}" takes one artifact, but ${why}`, at });
    }
    /**
     * Runs the stage's own check, once for each distinct pair of parameters and inputs.
     *
     * @returns undefined for a step that is wrong
     */
    #infer(step, planned, resolved) {
        const { stage } = step.declaration;
        if (stage.infer === undefined)
            return NOTHING_KNOWN;
        const inputs = {};
        let key = `${step.declaration.name}\n${this.#identify(planned.params)}`;
        for (const [port, sources] of Object.entries(planned.sources)) {
            // What comes from a step that is itself wrong cannot be judged: one fault, one message.
            if (sources.length === 0 || sources.some((source) => this.#wrong.has(source.instance)))
                return undefined;
            const known = sources.map((source) => source.instance.inferred[source.port] ?? NOTHING_KNOWN);
            inputs[port] = known;
            key += `\n${port}:${known.map((value) => this.#identify(value)).join(',')}`;
        }
        if (this.#inferred.has(key))
            return this.#inferred.get(key);
        const result = stage.infer(planned.params, inputs);
        for (const problem of result.problems ?? []) {
            const [field, ...rest] = problem.path;
            const section = typeof field === 'string' ? step.schema.definitions[field] : undefined;
            const name = typeof field === 'string' ? resolved.names[field] : undefined;
            const path = section !== undefined && name !== undefined
                ? [section, name, ...rest]
                : ['steps', step.declaration.name, ...problem.path];
            const notes = [
                ...this.#resolver.originNotes(path, planned.point),
                ...(problem.notes ?? []).map((message) => ({ message })),
            ];
            if (section !== undefined)
                notes.push({ message: `Used by step "${planned.id}"`, at: this.#stepPlace(step) });
            else if (Object.keys(planned.point).length > 0)
                notes.push({ message: `At ${showPoint(planned.point)}` });
            this.diagnostics.push({ message: problem.message, at: placeOf(this.#experiment.document, path), notes });
        }
        const outputs = (result.problems ?? []).length === 0 ? (result.outputs ?? {}) : undefined;
        this.#inferred.set(key, outputs);
        return outputs;
    }
    #stepPlace(step) {
        return placeOf(this.#experiment.document, ['steps', step.declaration.name], 'key');
    }
    #identify(value) {
        if (typeof value !== 'object' || value === null)
            return JSON.stringify(value) ?? '';
        const known = this.#identities.get(value);
        if (known !== undefined)
            return known;
        this.#identities.set(value, ++this.#identity);
        return this.#identity;
    }
}
function linkTo({ instance, port }, over) {
    const labels = over.filter((axis) => Object.hasOwn(instance.point, axis));
    if (labels.length === 0)
        return { step: instance.id, port };
    return { step: instance.id, port, point: pickAxes(instance.point, labels) };
}
