// What a picture can show of one layer. The steps that compare filters take more: see stages/similarity/stage.ts.
/** Filters of a heat map: each is a row of pixels at least. */
export const MOST_IN_HEAT_MAP = 4096;
/** Filters of a picture that holds all pairs with their correlations in memory: two million. */
export const MOST_IN_CLOUD = 2048;
