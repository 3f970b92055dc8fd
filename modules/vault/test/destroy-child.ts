/** Loads one file, has it destroyed and dies at the named place. Arguments: database, folder, resource, place, times. */
import { crashAt } from '@sluice/testkit';
import { agency, authority, custodian, openTestVault, resource, rowsOf, streamOf } from './test-vault.ts';

const [appUrl = '', folder = '', resourceId = '', place = '', nth = '1'] = process.argv.slice(2);
const t = await openTestVault(appUrl, { folder, crashPoint: crashAt(place, Number(nth)) });
const { data } = await t.vault.receiveBatch({
  actor: agency,
  resource: resource(resourceId),
  route: { via: 'authority', redirected: false },
  filename: 'a.csv',
  mode: 'full',
  stream: streamOf(`no,pid,age\n${rowsOf(0, 60)}x,P1,1\n`),
});
const { epochId = '' } = await t.vault.processBatch(data.id);
const { value } = await t.vault.requestDestruction(agency, {
  kind: 'resource',
  id: resourceId,
  ground: 'end-of-use',
  ownerBody: 'bod_health',
});
await t.vault.approveDestruction(custodian, value.id);
process.stdout.write(`epoch ${epochId} destruction ${value.id}\n`);
await t.vault.approveDestruction(authority, value.id);
await t.close();
