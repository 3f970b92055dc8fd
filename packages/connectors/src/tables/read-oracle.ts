import { DomainError } from '@sluice/kernel';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import { oracleSession, type OracleConnection } from './oracle-session.ts';
import { readTable, TABLE_LIMITS, told, withinTime, type TableLimits, type TableSource } from './table-session.ts';

/**
 * Reads a table of Oracle (12.1 and later) without its client library, in one read-only transaction. `database` is the
 * service name; names are written as the database has them, which is in capitals unless they were quoted.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable)
 */
export async function readOracle(
  source: TableSource,
  password: string,
  range: Range,
  reach: Reach,
  limits: TableLimits = TABLE_LIMITS,
): Promise<Reading> {
  const address = await reachableAddress(source.host, reach);
  if (/[()=\s/]/.test(source.database))
    throw new DomainError('connector.source-failed', 'unavailable', { reason: 'service-name' });
  const { default: oracledb } = await import('oracledb');
  const protocol = source.tls ? 'tcps' : 'tcp';
  const security = source.tls ? `(security=(ssl_server_dn_match=on)(ssl_server_cert_dn="CN=${source.host}"))` : '';
  const entering = oracledb.getConnection({
    user: source.user,
    password,
    connectString:
      `(description=(connect_timeout=${Math.ceil(limits.connectMs / 1_000)})` +
      `(address=(protocol=${protocol})(host=${address})(port=${source.port}))` +
      `(connect_data=(service_name=${source.database}))${security})`,
  });
  try {
    const connection = await withinTime(entering, limits.connectMs);
    connection.callTimeout = limits.statementMs;
    const options = { outFormat: oracledb.OUT_FORMAT_ARRAY, fetchTypeHandler: () => ({ type: oracledb.STRING }) };
    const session = oracleSession(connection as unknown as OracleConnection, options, limits);
    try {
      await connection.execute('set transaction read only');
      return await readTable(session, source, range);
    } catch (error) {
      await session.close();
      throw error;
    }
  } catch (error) {
    // One that came in too late is let go.
    entering.then((late) => late.close({ drop: true })).catch(() => undefined);
    throw told(error);
  }
}
