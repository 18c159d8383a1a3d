import { didYouMean, oneOf } from '../core/diagnostic.js';
import { axisPath, axisValuePath } from '../read/axis-path.js';
import { placeOf } from '../read/document.js';
import { referenceName, referencesIn, substitute } from '../read/references.js';
import { pointKey } from '../read/point.js';
import { REPEAT } from '../read/sweep.js';
import { show, validate } from '../read/validate.js';
import { isFault, pickVariant } from '../read/variant.js';
import { isObject, valueAt } from '../core/json.js';
/**
 * Turns what a step says into its parameters: replaces references by the values of a point and names by definitions, checks
 * all of it against the schemas, and finds the place in the file for every fault.
 */
export class Resolver {
    diagnostics = [];
    #experiment;
    #registry;
    /** Axes as `$name` and definitions as `section.name` that some step mentions, with the axes a definition mentions. */
    #used = new Map();
    /**
     * Definitions with the values of the axes that they mention; undefined for one that is wrong. Shared by all points that
     * agree on these axes: a large sweep has thousands of points and a few networks, whose layers are most of its memory.
     */
    #entries = new Map();
    /** Whether a step names a stage or a definition that is not there: what axes it would mention is then not known. */
    unknown;
    /** Counts faults, also those that are not told because they follow from one that was. */
    #faults = 0;
    constructor(experiment, registry) {
        this.#experiment = experiment;
        this.#registry = registry;
        const steps = experiment.document.root.fields?.get('steps')?.fields;
        this.unknown = steps !== undefined && steps.size > experiment.steps.length; // a step of an unknown stage is left out
    }
    /** The axes that a step mentions itself: in its fields, in its definitions, or by drawing random numbers. */
    mentions(step) {
        const { declaration, schema } = step;
        const mentioned = new Set();
        const mention = (value, path) => {
            for (const name of referencesIn(value)) {
                if (this.#experiment.sweep.axes.includes(name)) {
                    mentioned.add(name);
                    this.#used.set(`$${name}`, []);
                }
                else
                    this.#unknownReference(name, value, path);
            }
        };
        for (const [field, value] of Object.entries(declaration.fields)) {
            if (Object.hasOwn(schema.ports, field) || field === schema.portMapping)
                continue;
            const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : undefined;
            if (section === undefined || typeof value !== 'string') {
                mention(value, ['steps', declaration.name, field]);
                continue;
            }
            const reference = referenceName(value);
            if (reference !== undefined && this.#experiment.sweep.axes.includes(reference))
                mention(value, ['steps', declaration.name, field]);
            for (const name of this.#candidates(value)) {
                const entries = this.#experiment.definitions[section] ?? {};
                if (Object.hasOwn(entries, name))
                    mention(entries[name], [section, name]);
                else
                    this.unknown = true;
            }
        }
        if (!declaration.stage.seeded)
            return mentioned;
        const { seed, sweep } = this.#experiment;
        if (sweep.axes.includes(REPEAT))
            mentioned.add(REPEAT);
        if (typeof seed !== 'number') {
            mentioned.add(seed.axis);
            this.#used.set(`$${seed.axis}`, []);
        }
        return mentioned;
    }
    /** The definition names a field may stand for: one, or all values of the axis it refers to. */
    #candidates(value) {
        const reference = referenceName(value);
        if (reference === undefined)
            return [value];
        if (!this.#experiment.sweep.axes.includes(reference))
            return [reference];
        return [...new Set(this.#experiment.sweep.points.map((point) => nameOf(point[reference])))];
    }
    #unknownReference(name, value, path) {
        const { axes } = this.#experiment.sweep;
        const references = axes.map((axis) => `$${axis}`);
        const known = axes.length === 0
            ? ': the file has no sweep'
            : didYouMean(`$${name}`, references) || `: the axes are ${oneOf(references)}`;
        const at = placeOf(this.#experiment.document, [...path, ...(pathTo(value, `$${name}`) ?? [])]);
        this.diagnostics.push({ message: `Unknown reference "$${name}"${known}`, at });
    }
    /** A step's parameters at a point of the axes it mentions. */
    resolve(step, point) {
        const { declaration, schema } = step;
        const fields = substitute(declaration.fields, point);
        const names = {};
        const before = this.#faults;
        for (const violation of validate(schema.fields, fields))
            this.#violation(violation, ['steps', declaration.name], point);
        const params = {};
        for (const [field, value] of Object.entries(fields)) {
            if (Object.hasOwn(schema.ports, field) || field === schema.portMapping)
                continue;
            const section = Object.hasOwn(schema.definitions, field) ? schema.definitions[field] : undefined;
            if (section === undefined || typeof value !== 'string')
                params[field] = value;
            else {
                const name = referenceName(value) ?? value;
                names[field] = name;
                const entry = this.#definition(section, name, point, ['steps', declaration.name, field]);
                if (entry !== undefined)
                    params[field] = entry;
            }
        }
        return { params, names, ok: this.#faults === before };
    }
    #definition(section, name, point, from) {
        const entries = this.#experiment.definitions[section] ?? {};
        if (!Object.hasOwn(entries, name)) {
            this.#faults++;
            const names = Object.keys(entries);
            const known = names.length === 0
                ? `: the file has no "${section}"`
                : didYouMean(name, names) || `: "${section}" has ${oneOf(names)}`;
            this.diagnostics.push({
                message: `Unknown name "${name}" in "${section}"${known}`,
                at: placeOf(this.#experiment.document, from),
            });
            return undefined;
        }
        const declared = entries[name];
        const axes = this.#axesOf(`${section}.${name}`, declared);
        const key = `${section}.${name}\n${pointKey(point, axes)}`;
        if (!this.#entries.has(key)) {
            const entry = substitute(declared, point);
            const violations = this.#entryViolations(section, entry);
            for (const violation of violations)
                this.#violation(violation, [section, name], point);
            this.#entries.set(key, violations.length === 0 ? entry : undefined);
        }
        const entry = this.#entries.get(key);
        if (entry === undefined)
            this.#faults++;
        return entry;
    }
    /** The axes that a definition mentions. */
    #axesOf(name, declared) {
        let axes = this.#used.get(name);
        if (axes === undefined) {
            const mentioned = referencesIn(declared);
            axes = this.#experiment.sweep.axes.filter((axis) => mentioned.has(axis));
            this.#used.set(name, axes);
        }
        return axes;
    }
    /** Checks an entry of a section against its schema, and fills in defaults. */
    #entryViolations(section, entry) {
        if (!isObject(entry))
            return [{ path: [], message: `Expected a mapping in "${section}", found ${show(entry)}`, key: false }];
        const schema = pickVariant(this.#registry.sections[section], entry);
        if (isFault(schema))
            return [{ path: [schema.field], message: schema.message, key: false }];
        return validate(schema, entry);
    }
    #checkUnused(section, name) {
        const point = this.#experiment.sweep.points[0] ?? {};
        for (const axis of referencesIn(this.#experiment.definitions[section]?.[name])) {
            if (!this.#experiment.sweep.axes.includes(axis))
                this.#unknownReference(axis, this.#experiment.definitions[section]?.[name], [section, name]);
        }
        this.#definition(section, name, point, [section, name]);
    }
    #violation(violation, base, point) {
        this.#faults++;
        const path = [...base, ...violation.path];
        const raw = valueAt(this.#experiment.source, path);
        const name = raw === undefined ? undefined : referenceName(raw);
        // An unknown reference has been told already; that its text is not a number is no second fault.
        if (name !== undefined && !this.#experiment.sweep.axes.includes(name))
            return;
        this.diagnostics.push({
            message: violation.message,
            at: placeOf(this.#experiment.document, path, violation.key ? 'key' : 'value'),
            notes: this.originNotes(path, point),
        });
    }
    /** Where a value came through a reference, the note that shows the axis: the fault is in the sweep, not at `$name`. */
    originNotes(path, point) {
        for (let depth = path.length; depth > 0; depth--) {
            const raw = valueAt(this.#experiment.source, path.slice(0, depth));
            if (raw === undefined)
                continue;
            const name = referenceName(raw);
            if (name === undefined || !Object.hasOwn(point, name))
                return [];
            const { document, source } = this.#experiment;
            const at = placeOf(document, axisValuePath(source, name, point[name]));
            return [{ message: `$${name} is ${JSON.stringify(point[name])} at this point of the sweep`, at }];
        }
        return [];
    }
    /** Definitions and axes that no step mentions are most likely typing errors: checked, and told. */
    unused() {
        const diagnostics = [];
        for (const axis of this.#experiment.sweep.axes) {
            if (this.#used.has(`$${axis}`) || axis === REPEAT || this.unknown)
                continue;
            const at = placeOf(this.#experiment.document, axisPath(this.#experiment.source, axis), 'key');
            diagnostics.push({
                message: `No step mentions the axis "${axis}": write $${axis} where it belongs, or remove it`,
                at,
            });
        }
        for (const [section, entries] of Object.entries(this.#experiment.definitions)) {
            for (const name of Object.keys(entries))
                if (!this.#used.has(`${section}.${name}`))
                    this.#checkUnused(section, name);
        }
        return diagnostics;
    }
}
/** The path of the first part of `value` that equals `text`. */
function pathTo(value, text) {
    if (value === text)
        return [];
    const entries = Array.isArray(value)
        ? value.map((item, index) => [index, item])
        : isObject(value)
            ? Object.entries(value)
            : [];
    for (const [part, child] of entries) {
        const rest = pathTo(child, text);
        if (rest !== undefined)
            return [part, ...rest];
    }
    return undefined;
}
/** An axis over definitions has names as values; anything else is told where the definition is looked up. */
function nameOf(value) {
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
