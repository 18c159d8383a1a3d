/**
 * x², the same bits under every version of Node: `x ** 2` may come out of a power function, whose last bit has changed
 * between versions.
 */
export function square(x: number): number {
  return x * x;
}
