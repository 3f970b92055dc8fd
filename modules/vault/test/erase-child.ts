/** Loads one file, has one person erased and dies at the named place. Arguments: database, folder, resource, place, times. */
import { crashAt } from '@sluice/testkit';
import { agency, custodian, openTestVault, resource, rowsOf, streamOf } from './test-vault.ts';

const [appUrl = '', folder = '', resourceId = '', place = '', nth = '1'] = process.argv.slice(2);
const t = await openTestVault(appUrl, { folder, crashPoint: crashAt(place, Number(nth)) });
const { data } = await t.vault.receiveBatch({
  actor: agency,
  resource: resource(resourceId),
  route: { via: 'authority', redirected: false },
  filename: 'a.csv',
  mode: 'full',
  stream: streamOf(`no,pid,age\n${rowsOf(0, 100)}x,P7,1\n`),
});
await t.vault.processBatch(data.id);
const { value } = await t.vault.requestErasure(agency, resource(resourceId), {
  field: 'pid',
  key: 'P7',
  ground: 'subject-request',
});
await t.vault.approveErasure(custodian, value.id);
await t.vault.finishErasures();
await t.close();
