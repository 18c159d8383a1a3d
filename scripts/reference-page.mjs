// The reference page of the documentation, derived from the schemas: every key of an experiment file.
import { discriminatorOf, variantsOf } from '../dist/engine/experiment/variant.js';

/** The page as Markdown. */
export function referencePage(frame, registry) {
  const lines = [
    '# Reference: the experiment file',
    '',
    'Generated from the schemas by `npm run generate`. A value may be a `$reference` to an axis of the sweep, except where a step is named.',
    '',
    '## The file',
    '',
    ...table(frame, frame.$defs ?? {}),
    '',
    '## Execution',
    '',
    ...table(frame.properties.execution, frame.$defs ?? {}),
    '',
    '## Sweep',
    '',
    ...table(frame.properties.sweep, frame.$defs ?? {}),
    '',
  ];
  for (const [section, schema] of Object.entries(registry.sections))
    lines.push(`## ${section}`, '', ...schemaText(schema), '');
  lines.push(
    '## steps',
    '',
    'Every step has these keys beside those of its stage; retries, timeout and failure are taken from `execution` where a step does not say them.',
    '',
    ...table(frame.properties.steps.additionalProperties, frame.$defs ?? {}),
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

function schemaText(schema) {
  const lines = schema.description === undefined ? [] : [`${schema.description}.`, ''];
  const field = discriminatorOf(schema);
  if (field === undefined) return [...lines, ...table(schema, schema.$defs ?? {}), ...inner(schema.$defs ?? {})];
  for (const [name, variant] of Object.entries(variantsOf(schema))) {
    lines.push(
      `#### \`${field}: ${name}\``,
      '',
      ...(variant.description === undefined ? [] : [`${variant.description}.`, '']),
      ...table(variant, variant.$defs ?? {}),
      '',
    );
  }
  return lines;
}

/** Layers and optimizers: definitions that are mappings with one key, each key a mapping of its own. */
function inner(defs) {
  const lines = [];
  for (const def of Object.values(defs)) {
    if (def.maxProperties !== 1 || def.properties === undefined) continue;
    for (const [name, schema] of Object.entries(def.properties)) {
      lines.push(
        '',
        `#### \`${name}\``,
        '',
        ...(schema.description === undefined ? [] : [`${schema.description}.`, '']),
        ...table(schema, defs),
      );
    }
  }
  return lines;
}

function table(schema, defs) {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) return ['No keys.'];
  const rows = properties.map(([name, raw]) => {
    const property = deref(raw, defs);
    const need = (schema.required ?? []).includes(name)
      ? 'required'
      : property.default === undefined
        ? ''
        : `\`${JSON.stringify(property.default)}\``;
    return `| \`${name}\` | ${kindOf(property, defs)} | ${need} | ${(property.description ?? '').replaceAll('|', '\\|')} |`;
  });
  return ['| key | value | default | meaning |', '|---|---|---|---|', ...rows];
}

function deref(property, defs) {
  const { $ref, ...rest } = property;
  return $ref === undefined ? property : { ...defs[$ref.replace('#/$defs/', '')], ...rest };
}

function kindOf(property, defs) {
  if (property.port !== undefined) return `step with a \`${property.port}\`${property.many ? ', or several' : ''}`;
  if (property.definition !== undefined) return `name in \`${property.definition}\``;
  if (property.const !== undefined) return `\`${property.const}\``;
  if (property.enum !== undefined) return property.enum.map((value) => `\`${value}\``).join(', ');
  if (property.anyOf !== undefined)
    return property.anyOf.map((option) => kindOf(deref(option, defs), defs)).join(' or ');
  if (property.type === 'array') return `list of ${kindOf(deref(property.items ?? {}, defs), defs)}`;
  if (property.type === 'object') return 'mapping';
  const low = property.minimum ?? property.exclusiveMinimum;
  const high = property.maximum ?? property.exclusiveMaximum;
  const words = { integer: 'whole number', string: 'text', boolean: '`true` or `false`' };
  const word = words[property.type] ?? property.type ?? 'value';
  if (low !== undefined && high !== undefined) return `${word} ${low} .. ${high}`;
  if (property.exclusiveMinimum !== undefined) return `${word} > ${low}`;
  return low === undefined ? word : `${word} >= ${low}`;
}

function outputs(stage) {
  return Object.entries(stage.outputs)
    .map(([name, port]) => `\`${name}\` (${port.kind}, .${port.extension})`)
    .join(', ');
}
