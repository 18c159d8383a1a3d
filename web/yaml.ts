/** A piece of a line with the class that colours it: key, value, number, reference to an axis, punctuation, comment. */
export interface Piece {
  readonly kind: 'k' | 'v' | 'num' | 'ref' | 'p' | 'c';
  readonly text: string;
}

const LINE = /^(\s*(?:- )*)([\w.$-]+|"[^"]*")(:)(\s.*|)$/;

/** Splits the lines of a YAML text into pieces to colour. Joined again, the pieces are the text. */
export function highlighted(source: string): readonly (readonly Piece[])[] {
  return source
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, indent, key, colon, rest] = LINE.exec(line) ?? [];
      if (indent === undefined || key === undefined || colon === undefined) return valuePieces(line);
      return [
        { kind: 'p', text: indent },
        { kind: 'k', text: key },
        { kind: 'p', text: colon },
        ...valuePieces(rest ?? ''),
      ];
    });
}

function valuePieces(text: string): readonly Piece[] {
  if (text === '') return [];
  const plain = text.trim().replace(/^- /, '');
  if (plain.startsWith('#')) return [{ kind: 'c', text }];
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain)) return [{ kind: 'num', text }];
  return [{ kind: plain.startsWith('$') ? 'ref' : 'v', text }];
}
