import type { Application, Projects } from '../../engine/cli/application.ts';
import { readSchema } from '../../schema/read.ts';

/** For an application that knows projects, but no packs. */
export function noPacks(application: () => Application): Projects {
  return {
    schema: readSchema('project'),
    starter: 'none',
    modules: {},
    digests: {},
    builtIn: { name: 'toys', stages: [] },
    withPacks: application,
  };
}
