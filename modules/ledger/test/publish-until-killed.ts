import { connect } from '@sluice/database';
import { crashAt } from '@sluice/testkit';
import { join } from 'node:path';
import { openLogKeys } from '../src/log-keys.ts';
import { createCheckpointStore } from '../src/log/checkpoint-store.ts';
import { openLogCore } from '../src/log/log-core.ts';
import { createLogFolder } from '../src/log/log-folder.ts';

/** Sequences and publishes what waits, and dies by SIGKILL at the named step. Arguments: database, folder, step. */
const [url = '', place = '', step = ''] = process.argv.slice(2);
const db = connect({ url, max: 2 });
const { keys } = await openLogKeys(join(place, 'keys'), { origin: 'example.org/log' });
const crash = crashAt(step);
const core = await openLogCore(db, {
  folder: createLogFolder(join(place, 'log')),
  store: createCheckpointStore(join(place, 'checkpoints')),
  keys,
  batch: 100,
  crash,
});
while ((await core.sequence()) > 0);
await core.publish();
process.stdout.write('published');
await db.close();
