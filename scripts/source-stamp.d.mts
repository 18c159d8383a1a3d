export function sourceStamp(root: string): string;
export function isBuilt(root: string): boolean;
export function rememberBuilt(root: string, stamp: string): void;
