export declare const OTHER_NODES: readonly string[];
export declare function nodePath(major: string): string | undefined;
