/** Receives and checks one file and dies at the named place. Arguments: database, folder, resource, place, times, mode, file text. */
import { crashAt, noCrash } from '@sluice/testkit';
import { agency, openTestVault, resource, streamOf } from './test-vault.ts';

const [appUrl = '', folder = '', resourceId = '', place = '', nth = '1', mode = 'full', text = ''] =
  process.argv.slice(2);
const t = await openTestVault(appUrl, { folder, crashPoint: place === '' ? noCrash : crashAt(place, Number(nth)) });
const received = await t.vault.receiveBatch({
  actor: agency,
  resource: resource(resourceId),
  route: { via: 'authority', redirected: false },
  filename: 'a.csv',
  mode: mode === 'append' ? 'append' : 'full',
  stream: streamOf(text),
});
process.stdout.write(`received ${received.data.id}\n`);
const done = await t.vault.processBatch(received.data.id);
process.stdout.write(`done ${done.state}\n`);
await t.close();
