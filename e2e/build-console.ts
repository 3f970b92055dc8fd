import { join } from 'node:path';
import { prepareConsole } from '@sluice/server';

/** Builds the console of a checkout unless it is built already. Prints the folder that was built. */
const root = process.argv[2];
if (import.meta.main && root !== undefined) {
  await prepareConsole(root);
  process.stdout.write(join(root, 'apps/console/dist'));
}
