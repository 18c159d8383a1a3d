import type { Diagnostic } from '../core/diagnostic.ts';

/** Faults of a project, for a command that does not read an experiment. */
export class ProjectFault extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly json: boolean;

  constructor(diagnostics: readonly Diagnostic[], json: boolean) {
    super('The project has faults');
    this.name = 'ProjectFault';
    this.diagnostics = diagnostics;
    this.json = json;
  }
}
