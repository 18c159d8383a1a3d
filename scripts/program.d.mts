export declare const DOORS: Readonly<Record<string, string>>;
export declare function joinProgram(dist: string, doors?: Readonly<Record<string, string>>): Promise<void>;
