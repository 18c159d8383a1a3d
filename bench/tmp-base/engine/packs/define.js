/** Gives a stage's functions the type of its parameters: Assay has checked them against the schema before it calls any. */
export function defineStage(stage) {
    return stage;
}
/** A pack: what a project's folder or an npm package adds to Assay. The default export of its main module. */
export function definePack(pack) {
    return pack;
}
