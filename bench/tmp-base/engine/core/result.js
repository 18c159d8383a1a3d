/** An error as a run's record keeps it. */
export function errorWords(error) {
    const hint = 'hint' in error && typeof error.hint === 'string' ? { hint: error.hint } : {};
    return { message: error.message, ...hint };
}
