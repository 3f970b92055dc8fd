import {
  readDm,
  readDropFolder,
  readHttp,
  readMysql,
  readNats,
  readOracle,
  readPostgresql,
  readS3,
  readSftp,
  readSqlserver,
  type HttpLimits,
  type Range,
  type Reach,
  type Reading,
  type TableSource,
} from '@sluice/connectors';
import { DomainError } from '@sluice/kernel';
import type { GatherVia } from '../present-batch.ts';
import type { GatheredResource } from '../receive-batch.ts';
import type { VaultContext } from '../vault-context.ts';
import { openSecret } from './register-source.ts';
import type { SourceRow, SourceSettings, TableKind } from './source-settings.ts';

/** What running a source needs of the world around the vault. */
export interface SourceSurroundings {
  readonly reach: Reach;
  /** Folder under which drop folders lie; undefined where the operator opened none. */
  readonly dropRoot: string | undefined;
  readonly http: HttpLimits;
  readonly resourceOf: (resourceId: string) => Promise<GatheredResource>;
  readonly routeOf: (resourceId: string) => Promise<{ readonly via: GatherVia; readonly redirected: boolean }>;
}

type ReadTable = (source: TableSource, secret: string, range: Range, reach: Reach) => Promise<Reading>;

const tables: Readonly<Record<TableKind, ReadTable>> = {
  postgresql: readPostgresql,
  mysql: readMysql,
  sqlserver: readSqlserver,
  oracle: readOracle,
  dm: readDm,
};

/**
 * Opens a source for one run.
 * @throws DomainError what its connector throws; `connector.folder-refused` (invalid) where no drop folder is open
 */
export function openReading(
  v: VaultContext,
  around: SourceSurroundings,
  source: SourceRow,
  range: Range,
): Promise<Reading & { readonly filename?: string }> {
  const settings = source.settings as SourceSettings;
  const secret = openSecret(v, source);
  const now = v.realNow();
  switch (settings.kind) {
    case 'http':
      return readHttp(settings, secret, around.reach, around.http);
    case 'folder':
      if (around.dropRoot === undefined) throw new DomainError('connector.folder-refused', 'invalid');
      return readDropFolder(settings, range, { root: around.dropRoot, now });
    case 'sftp':
      return readSftp(settings, secret, range, { reach: around.reach, now });
    case 's3':
      return readS3(settings, secret, range, { reach: around.reach, now });
    case 'nats':
      return readNats(settings, secret, range, around);
    case 'postgresql':
    case 'mysql':
    case 'sqlserver':
    case 'oracle':
    case 'dm':
      return tables[settings.kind](settings, secret, range, around.reach);
  }
}
