import type { ArtifactDifference } from '../../engine/core/artifact-difference.ts';

/** The greatest level of a pixel. */
const WHITE = 255;

/** Gathers what a comparison, number by number, finds. */
export class NumberDifference {
  #size = 0;
  #absolute = 0;
  #relative = 0;
  #where = '';
  #different = 0;
  #numbers = 0;
  #other = 0;
  #otherText = '';
  #levels = false;

  /** Says that `count` pairs of numbers are being looked at; those that are equal need no call of `number`. */
  look(count: number): void {
    this.#numbers += count;
  }

  /** Two numbers at the same place, told by `where`. Two NaN are the same; NaN or infinity beside a number is beyond all bounds. */
  number(a: number, b: number, where: () => string): void {
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return;
    this.#different += 1;
    const absolute = Math.abs(a - b);
    if (!Number.isFinite(absolute)) return this.other(() => `${where()} is ${a} and ${b}`);
    const greater = Math.max(Math.abs(a), Math.abs(b));
    this.#keep({ absolute, relative: absolute / greater, size: absolute / Math.max(1, greater) }, where);
  }

  /** Two levels of a pixel, 0..255. */
  level(a: number, b: number, where: () => string): void {
    if (a === b) return;
    this.#different += 1;
    this.#levels = true;
    const absolute = Math.abs(a - b);
    this.#keep({ absolute, relative: absolute / Math.max(a, b), size: absolute / WHITE }, where);
  }

  /** A difference that is not one of degree. Only the first is told, the others are counted. */
  other(text: () => string): void {
    if (this.#other === 0) this.#otherText = text();
    this.#other += 1;
  }

  finish(): ArtifactDifference {
    return {
      size: this.#other > 0 ? null : this.#size,
      absolute: this.#absolute,
      relative: this.#relative,
      text: this.#text(),
    };
  }

  #keep(found: { readonly absolute: number; readonly relative: number; readonly size: number }, where: () => string) {
    this.#absolute = Math.max(this.#absolute, found.absolute);
    this.#relative = Math.max(this.#relative, found.relative);
    if (found.size <= this.#size) return;
    this.#size = found.size;
    this.#where = where();
  }

  #text(): string {
    if (this.#other > 0) {
      const rest = this.#other - 1;
      const more = rest === 0 ? '' : `, and in ${rest} more ${rest === 1 ? 'place' : 'places'}`;
      return `in more than numbers: ${this.#otherText}${more}`;
    }
    if (this.#different === 0) return 'in its bytes only: every number is the same';
    const size = this.#levels
      ? `${this.#absolute} of ${WHITE} levels`
      : `${brief(this.#absolute)} (relative ${brief(this.#relative)})`;
    const share = `${this.#different} of ${this.#numbers} numbers`;
    return `by at most ${size}, most at ${this.#where}; ${share} differ`;
  }
}

/** Two digits are enough for an order of magnitude: `3.1e-7`, `0.02`, `12`. */
function brief(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return rounded === 0 || rounded >= 1e-3 ? String(rounded) : rounded.toExponential();
}
