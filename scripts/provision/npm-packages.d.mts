export function packagesInStep(root: string): boolean;
