export declare function joinProgram(dist: string): Promise<void>;
