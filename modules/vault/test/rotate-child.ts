/** Rotates the master key of a folder and dies at the named place. Arguments: folder, place, times. */
import { aes256Gcm } from '@sluice/crypto';
import { crashAt } from '@sluice/testkit';
import { rotateMaster } from '../src/index.ts';

const [folder = '', place = '', nth = '1'] = process.argv.slice(2);
await rotateMaster(folder, { sealer: aes256Gcm, crashPoint: crashAt(place, Number(nth)) });
