import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Take minutes each. Begun last, as small files are, they would keep one core waiting for the other. */
const SLOW = [
  'test/experiments-quick.test.ts',
  'test/cli/slurm.test.ts', // waits most of the time, so the other core is free for the first
  'test/crash/campaign.test.ts',
  'test/cli/hosts.test.ts', // waits most of the time, too
  'test/examples.test.ts',
  'test/cli/environment.test.ts',
  'test/cli/remote.test.ts',
];

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({ moduleId }: TestSpecification): boolean => SLOW.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/temporary-folder.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: SlowFirst },
  },
});
