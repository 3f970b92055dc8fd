import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLATFORM, type Identity } from '@sluice/identity';
import { secureBytes } from './ground.ts';
import type { CityLoading } from './city-loading.ts';
import type { ServerOptions, StartStep } from './server-options.ts';

/** The account that enters the first bodies and people; its password stands only in this folder. */
export interface Administrator {
  readonly account: string;
  readonly password: string;
}

const ACCOUNT = 'admin';
const ADMINISTRATOR = 'administrator.json';
const DEMO = 'demo-loaded.json';

/**
 * On a fresh database: makes the platform administrator. The password is written down before the account is made, so
 * that a start killed between the two leaves nobody locked out. Answers where it stands, when this start made it.
 */
export async function setUpAdministrator(dataFolder: string, identity: Identity): Promise<string | undefined> {
  if (await identity.isSetUp()) return undefined;
  const file = join(dataFolder, ADMINISTRATOR);
  const administrator = readAdministrator(dataFolder) ?? { account: ACCOUNT, password: freshPassword() };
  writeWhole(file, administrator);
  await identity.setUp(
    {
      // Whoever sets the platform up stands for no organisation yet: the bodies are what is entered next.
      name: '平台管理员',
      nameEn: 'Platform administrator',
      type: 'individual',
      level: 'nation',
      jurisdiction: PLATFORM,
      divisionCode: '100000',
    },
    { name: '平台管理员', ...administrator },
  );
  return file;
}

/** Loads the demo city, once; a load that was killed goes on where it stood. */
export async function loadDemoOnce(
  options: ServerOptions,
  url: string,
  step: (step: StartStep) => void,
  loading: CityLoading,
): Promise<void> {
  const { demo, dataFolder } = options;
  const done = join(dataFolder, DEMO);
  if (!demo || existsSync(done)) return;
  const administrator = readAdministrator(dataFolder);
  if (!administrator) return;
  step({ step: 'demo-loading' });
  loading.begin();
  await demo.load({ url, dataFolder: join(dataFolder, 'demo'), administrator, onProgress: loading.update });
  writeWhole(done, { loaded: true });
  loading.end();
}

function readAdministrator(dataFolder: string): Administrator | undefined {
  const file = join(dataFolder, ADMINISTRATOR);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Administrator) : undefined;
}

function writeWhole(file: string, value: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

const freshPassword = (): string => Buffer.from(secureBytes(12)).toString('hex');
