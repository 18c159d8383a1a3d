export function stepModules(stages: string): Record<string, string>;
