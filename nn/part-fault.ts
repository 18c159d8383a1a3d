// What a layer or an optimizer of a pack must have. TypeScript has said so to whoever writes it; nobody has to those who write
// JavaScript.

/** What is wrong with a value that should be a `LayerKind`. */
export function layerFault(value: unknown): string | undefined {
  const { type, prefix, schema, ...functions } = fieldsOf(value);
  const needed = ['resolve', 'infer', 'apply', 'respond', 'describe'];
  const isWhole = [type, prefix].every(isWord) && needed.every((name) => typeof functions[name] === 'function');
  if (!isWhole) return `expected a layer: { type, prefix, schema, ${needed.join(', ')} }`;
  return isClosed(schema) ? undefined : `the schema of the layer "${type as string}" ${NOT_CLOSED}`;
}

/** What is wrong with a value that should be an `OptimizerKind`. */
export function optimizerFault(value: unknown): string | undefined {
  const { name, schema, create } = fieldsOf(value);
  if (!isWord(name) || typeof create !== 'function') return 'expected an optimizer: { name, schema, create }';
  return isClosed(schema) ? undefined : `the schema of the optimizer "${name}" ${NOT_CLOSED}`;
}

const NOT_CLOSED = 'is not that of a closed object: expected type "object", additionalProperties false, and properties';

/** Letters and digits, a letter first: how settings are called everywhere. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(value);
}

function isClosed(schema: unknown): boolean {
  const { type, additionalProperties, properties } = fieldsOf(schema);
  return type === 'object' && additionalProperties === false && typeof properties === 'object' && properties !== null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
