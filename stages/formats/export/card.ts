import type { Network } from './network.ts';

/** What a format says of itself. */
interface Use {
  readonly about: string;
  readonly language: string;
  /** Loads the network and asks it about images. */
  readonly code: string;
}

/** The part of a model card that tells of the network: what it takes and gives, its layers, and how to load it. */
export function cardOf(network: Network, { about, language, code }: Use): string {
  const layers = network.layers.map(({ layer, activation, output }) => {
    const { name, type, ...settings } = layer;
    const told = Object.entries({ ...settings, activation }).filter(
      ([key, value]) => key !== 'kind' && value !== 'linear',
    );
    const words = told.map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return `| ${name} | ${type} | ${words.join(', ')} | ${output.join(' × ')} |`;
  });
  return `## How to use it

${about}

\`\`\`${language}
${code}
\`\`\`

**Input**: float32 \`[images, ${network.input.join(', ')}]\`: height, width, channels. ${scaleOf(network)}

**Output**: float32 \`[images, ${network.output.join(', ')}]\`, ${outputOf(network)}.

## Layers

| name | type | settings | output |
|---|---|---|---|
${layers.join('\n')}

${network.parameters} parameters, after training. Dropout does nothing in use.`;
}

function scaleOf({ scale, scaleIsKnown }: Network): string {
  if (!scaleIsKnown)
    return 'How pixels become this input could not be found out, because the dataset is no longer in the store: usually `pixel / 255`.';
  if (scale === undefined) return 'Each value is `pixel / 255`, from 0 to 1.';
  const { mean, std } = scale;
  return `Each value is \`(pixel / 255 - mean) / std\`, by channel: mean ${mean.join(', ')}; std ${std.join(', ')}.`;
}

function outputOf({ layers }: Network): string {
  const activation = layers.at(-1)?.activation;
  if (activation === 'softmax') return 'the probability of each class';
  return activation === 'linear' || activation === undefined
    ? 'without an activation: for a classifier, logits'
    : `after ${activation}`;
}
