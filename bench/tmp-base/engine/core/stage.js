/** Gives a stage its parameters' type. The one cast: the engine has checked them against the stage's schema. */
export function defineStage(stage) {
    return stage;
}
