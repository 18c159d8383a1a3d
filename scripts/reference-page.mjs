// The reference page of the documentation, derived from the schemas: every key of an experiment file, at every depth.
import { discriminatorOf, variantsOf } from '../dist/engine/read/variant.js';

const REFERENCES = [
  'A whole value, at any depth, may be a `$reference` to an axis of the sweep: the seed, and anything in definitions and steps that',
  'describes the work itself. These cannot be references:',
  '',
  '- the name of a step at a port, `stage`, `kind` and `over`: they connect the steps, before the sweep multiplies them;',
  '- `retries`, `timeout`, `failure`, `resources` and all of `execution`: they change no result, so the points would have the same results;',
  '- all of `runtime`: a run has one runtime. Use `--set runtime.threads=4` for one run;',
  '- the sweep itself, `experiment`, `description` and `outputs`; write `{axis}` in the name of a published file instead.',
];

/** The page as Markdown. */
export function referencePage(frame, registry) {
  const defs = frame.$defs ?? {};
  const { properties } = frame;
  const lines = [
    '# Reference: the experiment file',
    '',
    'Generated from the schemas by `npm run generate`. `a.b` is the key `b` inside the mapping `a`, `a[].b` is `b` in each item of a list,',
    '`a.*.b` is `b` under any name.',
    '',
    ...REFERENCES,
    '',
    '`assay schema` prints all of this as a JSON Schema for editors; `assay schema --for FILE` prints the schema of one file, which also',
    'offers its own names: the steps and outputs that fit each port, the axes in `over` and as `$axis` with their values, the entries of',
    'each section. Write it again when the names have changed:',
    '',
    '```',
    'assay schema --for experiments/quickstart.yaml > experiments/quickstart.schema.json',
    '# then, as the first line of the file: # yaml-language-server: $schema=quickstart.schema.json',
    '```',
    '',
    '## The file',
    '',
    ...table(frame, defs, { deep: false }),
    '',
  ];
  for (const [title, name] of [
    ['Runtime', 'runtime'],
    ['Execution', 'execution'],
    ['Sweep', 'sweep'],
    ['Outputs', 'outputs'],
  ])
    lines.push(`## ${title}`, '', sentence(properties[name].description), '', ...table(properties[name], defs), '');
  for (const [section, schema] of Object.entries(registry.sections))
    lines.push(`## ${section}`, '', ...schemaText(schema).map((line) => line.replace(/^####/, '###')), '');
  lines.push(
    '## steps',
    '',
    'Every step has these keys beside those of its stage; retries, timeout, failure and resources are taken from `execution` where a step does not say them.',
    '',
    ...table(properties.steps.additionalProperties, defs),
    '',
  );
  for (const stage of Object.values(registry.stages)) {
    lines.push(`### ${stage.name}`, '', ...schemaText(stage.schema), '', 'Outputs: ' + outputs(stage), '');
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function sentence(text) {
  return `${text.replace(/\.$/, '')}.`;
}

function schemaText(schema) {
  const lines = schema.description === undefined ? [] : [sentence(schema.description), ''];
  const field = discriminatorOf(schema);
  if (field === undefined) {
    const choices = isChoice(schema) ? choiceText(schema, schema.$defs ?? {}) : table(schema, schema.$defs ?? {});
    return [...lines, ...choices, ...inner(schema.$defs ?? {})];
  }
  const variants = Object.entries(variantsOf(schema));
  const shared = sharedKeys(variants.map(([, variant]) => variant));
  for (const [name, variant] of variants) {
    lines.push(
      `#### \`${field}: ${name}\``,
      '',
      ...(variant.description === undefined ? [] : [sentence(variant.description), '']),
      ...table(variant, variant.$defs ?? {}, { without: shared }),
      '',
    );
  }
  const [[, first]] = variants;
  if (shared.size > 0)
    lines.push(
      `#### With every \`${field}\``,
      '',
      ...table({ ...first, properties: pick(first.properties, shared) }, first.$defs ?? {}),
      '',
    );
  return lines;
}

/** The keys that all variants have and that mean the same in each: told once, below them. */
function sharedKeys(variants) {
  const [first, ...others] = variants;
  const same = (name) =>
    others.every(
      (other) =>
        JSON.stringify(other.properties[name]) === JSON.stringify(first.properties[name]) &&
        (other.required ?? []).includes(name) === (first.required ?? []).includes(name),
    );
  return new Set(others.length < 2 ? [] : Object.keys(first.properties).filter(same));
}

function pick(object, keys) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.has(key)));
}

/** A mapping with one key that says which, and that is a mapping itself: a layer, an optimizer. A choice of lists needs no section. */
function isChoice({ maxProperties, properties }) {
  if (maxProperties !== 1 || properties === undefined) return false;
  return Object.values(properties).every(({ type = 'object' }) => type === 'object');
}

/** Layers: definitions that are mappings with one key, each key a mapping of its own. */
function inner(defs) {
  return Object.values(defs)
    .filter(isChoice)
    .flatMap((def) => choiceText(def, defs));
}

function choiceText(choice, defs) {
  return Object.entries(choice.properties).flatMap(([name, raw]) => {
    const schema = deref(raw, defs);
    const described = schema.description === undefined ? [] : [sentence(schema.description), ''];
    return ['', `#### \`${name}\``, '', ...described, ...table(schema, defs)];
  });
}

function table(schema, defs, { without = new Set(), deep = true } = {}) {
  const rows = rowsOf(schema, defs, { prefix: '', without, deep });
  if (rows.length === 0) return ['No keys.'];
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows];
}

/** A row for each key, and below it those of the mapping that it has, or may have, as its value. */
function rowsOf(schema, defs, { prefix, without, deep }) {
  const own = Object.entries(schema.properties ?? {}).filter(([name]) => !without.has(name));
  const rows = own.flatMap(([name, raw]) => rowAndBelow(name, raw, (schema.required ?? []).includes(name)));
  if (isObject(schema.additionalProperties)) {
    const value = deref(schema.additionalProperties, defs);
    if (value.description !== undefined) rows.push(...rowAndBelow('*', value, false));
  }
  return rows;

  function rowAndBelow(name, raw, required) {
    const property = deref(raw, defs);
    const path = prefix + name;
    const need = required
      ? 'required'
      : property.default === undefined
        ? ''
        : `\`${JSON.stringify(property.default)}\``;
    const meaning = (property.description ?? '').replaceAll('|', '\\|');
    const row = `| \`${path}\` | ${kindOf(property, defs, name)} | ${need} | ${meaning} |`;
    return [row, ...(deep ? below(property, path) : [])];
  }

  function below(property, path) {
    // A layer inside a layer, an optimizer: they have a section of their own.
    if (isChoice(property)) return [];
    const options = [property, ...(property.anyOf ?? []).map((option) => deref(option, defs))];
    return options.flatMap((option) => {
      const items = isObject(option.items) ? deref(option.items, defs) : undefined;
      if (items !== undefined && !isChoice(items))
        return rowsOf(items, defs, { prefix: `${path}[].`, without: new Set(), deep });
      return rowsOf(option, defs, { prefix: `${path}.`, without: new Set(), deep });
    });
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function deref(property, defs) {
  const { $ref, ...rest } = property;
  return $ref === undefined ? property : { ...deref(defs[$ref.replace('#/$defs/', '')], defs), ...rest };
}

function kindOf(property, defs, name) {
  if (property.port !== undefined) return `step with a \`${property.port}\`${property.many ? ', or several' : ''}`;
  if (property.definition !== undefined) return `name in \`${property.definition}\``;
  if (property.const !== undefined) return `\`${property.const}\``;
  if (property.enum !== undefined) return property.enum.map((value) => `\`${value}\``).join(', ');
  if (property.anyOf !== undefined)
    return property.anyOf.map((option) => kindOf(deref(option, defs), defs, name)).join(' or ');
  if (property.type === 'array') return listKind(property, defs);
  if (property.type === 'object') return 'mapping';
  const words = { integer: 'whole number', string: 'text', boolean: '`true` or `false`', null: '`null`' };
  const word = [property.type ?? 'value']
    .flat()
    .map((type) => words[type] ?? type)
    .join(' or ');
  return word + rangeOf(property, name);
}

function listKind(property, defs) {
  const items = property.items === undefined ? 'any values' : kindOf(deref(property.items, defs), defs, 'item');
  const { minItems: least, maxItems: most } = property;
  if (least !== undefined && least === most) return `list of ${least}: ${items}`;
  const size = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
  return `list of ${items}${size.length === 0 ? '' : `, ${size.join(', ')}`}`;
}

/** ` 0 .. 10`, ` > 0`, or `, 0 <= rate < 1` where a bound is excluded. */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, maxLength }, name) {
  if (maxLength !== undefined) return `, at most ${maxLength} characters`;
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum} .. ${maximum}`;
  const low = minimum !== undefined ? `${minimum} <=` : exclusiveMinimum !== undefined ? `${exclusiveMinimum} <` : '';
  const high = maximum !== undefined ? `<= ${maximum}` : exclusiveMaximum !== undefined ? `< ${exclusiveMaximum}` : '';
  if (low !== '' && high !== '') return `, ${low} ${name} ${high}`;
  if (low !== '') return minimum !== undefined ? ` >= ${minimum}` : ` > ${exclusiveMinimum}`;
  return high === '' ? '' : ` ${high}`;
}

function outputs(stage) {
  return Object.entries(stage.outputs)
    .map(([name, port]) => `\`${name}\` (${port.kind}, .${port.extension})`)
    .join(', ');
}
