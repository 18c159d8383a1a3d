// A process that runs one step until it is told to end it. Arguments: store, file that tells it. Prints the digest of the
// result, and the notices.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from '../../../../engine/execute/execute.ts';
import { openStore } from '../../../../engine/store/local/disk.ts';
import { fakeStage, writeAll } from '../../../helpers/fake-stage.ts';
import { fakeWorld, planOf, step } from '../../../helpers/fake-world.ts';

const [root = '', go = ''] = process.argv.slice(2);
const store = await openStore(root);
const { stage } = fakeStage({
  async run(context) {
    process.stdout.write('started\n');
    while (!existsSync(go)) await sleep(20);
    return writeAll(context);
  },
});
const results = await execute(planOf([step('a', stage, { n: 1 })]), fakeWorld(store));
const result = results.get('a');
process.stdout.write(
  `${result?.action} ${result?.action === 'finished' ? result.record.outputs['out']?.digest : 'no result'}\n`,
);
await store.close();
