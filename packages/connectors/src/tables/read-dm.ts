import { DomainError } from '@sluice/kernel';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import { oracleSession, type OracleConnection } from './oracle-session.ts';
import { readTable, TABLE_LIMITS, told, withinTime, type TableLimits, type TableSource } from './table-session.ts';

/** The maker's driver says no licence, so it is not delivered with this program: whoever needs it installs it beside. */
const DRIVER = 'dmdb';

interface DmDriver {
  readonly OUT_FORMAT_ARRAY: unknown;
  getConnection(settings: { readonly connectString: string }): Promise<OracleConnection>;
}

/** The driver, where the operator installed it. */
export const loadDmDriver = (): Promise<DmDriver> =>
  (import(DRIVER) as Promise<{ default: DmDriver }>).then(
    (loaded) => loaded.default,
    () => {
      throw new DomainError('connector.driver-missing', 'unavailable', { driver: DRIVER });
    },
  );

/**
 * Reads a table of DM (达梦), whose language and driver follow Oracle's, in one read-only transaction.
 * @throws DomainError `connector.driver-missing` (unavailable, with the package to install), `connector.address-refused`,
 * `connector.source-changed` (invalid), `connector.host-unknown`, `connector.source-failed` (unavailable)
 */
export async function readDm(
  source: TableSource,
  password: string,
  range: Range,
  reach: Reach,
  around: { readonly limits?: TableLimits; readonly load?: () => Promise<DmDriver> } = {},
): Promise<Reading> {
  const { limits = TABLE_LIMITS, load = loadDmDriver } = around;
  const driver = await load();
  const address = await reachableAddress(source.host, reach);
  const place = `${address.includes(':') ? `[${address}]` : address}:${source.port}`;
  const entering = driver.getConnection({
    connectString:
      `dm://${encodeURIComponent(source.user)}:${encodeURIComponent(password)}@${place}` +
      `?loginEncrypt=true&connectTimeout=${limits.connectMs}&socketTimeout=${limits.statementMs}`,
  });
  try {
    const connection = await withinTime(entering, limits.connectMs);
    const session = oracleSession(connection, { outFormat: driver.OUT_FORMAT_ARRAY }, limits);
    try {
      await connection.execute('set transaction read only', [], {});
      return await readTable(session, source, range);
    } catch (error) {
      await session.close();
      throw error;
    }
  } catch (error) {
    entering.then((late) => late.close()).catch(() => undefined);
    throw told(error);
  }
}
