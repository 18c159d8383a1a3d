// The page of the documentation on what commands print with --json, derived from schema/output/.
import { readdirSync, readFileSync } from 'node:fs';

/** In the order of the page: the usual way through Assay. */
const ORDER = [
  'validate',
  'plan',
  'run',
  'log',
  'show',
  'show-step',
  'show-sweep',
  'diff',
  'diff-keys',
  'report',
  'report-compare',
  'verify',
];

/** The page as Markdown. `folder` is a URL. */
export function jsonPage(folder) {
  const schemas = Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]),
  );
  const { common, ...outputs } = schemas;
  const names = [...ORDER, ...Object.keys(outputs).filter((name) => !ORDER.includes(name))];
  const lines = [
    '# What `--json` prints',
    '',
    'Generated from the JSON Schemas in `schema/output/` by `npm run generate`. Each command prints one document, `run` and `verify` print',
    'one JSON object per line. Everything for people goes to standard error, and so does a mistake in the use of a command (exit code 2).',
    'Later versions may add fields: ignore those that you do not know.',
    '',
    ...names.flatMap((name) => [
      `- [${outputs[name].title}](#${anchor(outputs[name].title)}): \`${outputs[name].$comment}\``,
    ]),
    '',
    ...names.flatMap((name) => section(name, outputs[name])),
    '## Common parts',
    '',
    ...Object.entries(common.$defs).flatMap(([name, def]) => part(name, def)),
  ];
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

function section(name, schema) {
  const example = schema.examples[0];
  return [
    `## ${schema.title}`,
    '',
    `\`${schema.$comment}\` (\`schema/output/${name}.json\`)`,
    '',
    sentence(schema.description),
    '',
    '```json',
    JSON.stringify(example, null, JSON.stringify(example).length > 110 ? 2 : 0),
    '```',
    '',
    ...shapes(schema).flatMap((shape) => [
      ...(shape === schema || shape.description === undefined ? [] : [sentence(shape.description), '']),
      ...table(shape),
    ]),
    ...Object.entries(schema.$defs ?? {})
      .filter(([def]) => !isShape(schema, def))
      .flatMap(([def, value]) => part(def, value)),
  ];
}

/** The objects that an output may be, each of which has a table. */
function shapes(schema) {
  const options = (schema.oneOf ?? [schema]).map((option) => own(option, schema));
  return options
    .filter((option) => option.$ref === undefined)
    .map((option) => (option.type === 'array' && option.items.properties !== undefined ? option.items : option))
    .filter((option) => option.properties !== undefined);
}

function isShape(schema, def) {
  return (schema.oneOf ?? []).some(({ $ref }) => $ref === `#/$defs/${def}`);
}

function own(option, schema) {
  return option.$ref?.startsWith('#/$defs/') ? schema.$defs[option.$ref.replace('#/$defs/', '')] : option;
}

function part(name, def) {
  return [
    `### ${name}`,
    '',
    sentence(def.description),
    '',
    ...(def.properties === undefined && def.items?.properties === undefined ? [] : table(def.items ?? def)),
  ];
}

function table(shape) {
  return ['| field | value | meaning |', '|---|---|---|', ...rows(shape, ''), ''];
}

/** A row for each field, and below it those of the objects in it. */
function rows(shape, prefix) {
  return Object.entries(shape.properties ?? {}).flatMap(([name, property]) => {
    const always = (shape.required ?? []).includes(name);
    const path = `\`${prefix}${name}\`${always ? '' : ' (optional)'}`;
    const row = `| ${path} | ${kindOf(property)} | ${(property.description ?? '').replaceAll('|', '\\|')} |`;
    const items = property.type === 'array' ? property.items : undefined;
    return [row, ...rows(property, `${prefix}${name}.`), ...rows(items ?? {}, `${prefix}${name}[].`)];
  });
}

function kindOf(value) {
  if (value.$ref !== undefined) return reference(value.$ref);
  if (value.const !== undefined) return `\`${JSON.stringify(value.const)}\``;
  if (value.enum !== undefined) return value.enum.map((each) => `\`${JSON.stringify(each)}\``).join(', ');
  if (value.anyOf !== undefined) return value.anyOf.map(kindOf).join(' or ');
  if (value.type === 'array') return `list of ${plural(kindOf(value.items))}`;
  if (value.type === 'object') {
    const { additionalProperties: each } = value;
    return typeof each === 'object' && Object.keys(each).length > 0 ? `object: name -> ${kindOf(each)}` : 'object';
  }
  const words = { integer: 'whole number', string: 'text', boolean: '`true` or `false`', null: '`null`' };
  if (value.type === undefined) return 'any value';
  return [value.type]
    .flat()
    .map((type) => words[type] ?? type)
    .join(' or ');
}

function plural(kind) {
  return { text: 'texts', object: 'objects', 'any value': 'any values' }[kind] ?? kind;
}

function reference(target) {
  const name = target.split('/').at(-1);
  return `[${name}](#${anchor(name)})`;
}

function anchor(title) {
  return title.toLowerCase().replaceAll(' ', '-');
}

function sentence(text) {
  return `${text.replace(/\.$/, '')}.`;
}
