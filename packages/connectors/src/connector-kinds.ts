import { isDomainError } from '@sluice/kernel';
import { loadDmDriver } from './tables/read-dm.ts';

/** Against what a connector is tried by the tests: the server itself, its recorded words, something that speaks its protocol. */
export type Tried = 'server' | 'recorded' | 'protocol' | 'untried';

/** A person who chooses a kind of source is told how far it was tried; `npm run test:sources` tries the servers. */
export const connectorKinds = {
  postgresql: 'server',
  mysql: 'server',
  sqlserver: 'untried',
  oracle: 'untried',
  dm: 'untried',
  http: 'server',
  folder: 'server',
  sftp: 'protocol',
  s3: 'protocol',
  nats: 'server',
} as const satisfies Readonly<Record<string, Tried>>;

export type ConnectorKind = keyof typeof connectorKinds;

/** The package that the operator has to install before sources of this kind can be read; undefined where nothing is missing. */
export async function missingDriver(kind: ConnectorKind): Promise<string | undefined> {
  if (kind !== 'dm') return undefined;
  try {
    await loadDmDriver();
    return undefined;
  } catch (error) {
    return isDomainError(error) ? String(error.params['driver']) : undefined;
  }
}
