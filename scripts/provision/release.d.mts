export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly glibc: string | undefined;
}
export const LIBRARY_VERSION: string;
export function releaseFor(machine: Machine): { package: string; tag: string; bytes: number; sha256?: string } | string;
export function thisMachine(): Machine;
