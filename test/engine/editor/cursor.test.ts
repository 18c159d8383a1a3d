import { describe, expect, it } from 'vitest';
import { cursorAt } from '../../../engine/editor/cursor.ts';

function at(marked: string): unknown {
  const offset = marked.indexOf('|');
  const found = cursorAt({ file: 'x', text: marked.replace('|', '') }, offset);
  return found && [found.path.join('.'), found.writes, ...found.others];
}

describe('cursorAt()', () => {
  it.each([
    ['|', ['', 'key']],
    ['steps:\n  a:\n    |', ['steps.a', 'key']],
    ['steps:\n  a:\n    stage: x\n    da|\n    model: y\n', ['steps.a', 'key', 'stage', 'model']],
    ['steps:\n  a: { stage: x, da| }\n', ['steps.a', 'key', 'stage']],
    ['steps:\n  a: { stage: x, da|\n  b: { stage: y }\n', ['steps.a', 'key', 'stage']],
    ['steps:\n  a: { stage: | }\n', ['steps.a.stage', 'value']],
    ['steps:\n  a:\n    stage: "tr|\n  b: { stage: y }\n', ['steps.a.stage', 'value']],
    ['steps:\n  a:\n    over:\n      - |\n', ['steps.a.over.0', 'value']],
    ['steps:\n  a: { over: [x, fi|] }\n', ['steps.a.over.1', 'value']],
    ['models:\n  m:\n    layers:\n      - one: {}\n      - |\n', ['models.m.layers.1', 'value']],
    ['a: 😀\nsteps:\n  b:\n    sta|: x\n', ['steps.b', 'key']],
    ['x: 1\r\nsteps:\r\n  a:\r\n    stage: tr|\r\n', ['steps.a.stage', 'value']],
  ])('finds the place in %j', (marked, expected) => {
    expect(at(marked)).toEqual(expected);
  });

  it.each(['# a comm|ent\n', 'description: >\n  some wo|rds\nx: 1\n', 'a: "one tw|o"\n'])(
    'finds none in %j',
    (marked) => {
      expect(at(marked)).toBeUndefined();
    },
  );
});
