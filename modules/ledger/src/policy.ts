import { allow, refuse, type Decision } from '@sluice/kernel';
import type { Entry } from './entry.ts';

/** Who asks, as far as this policy needs to know. */
export interface Reader {
  readonly person: string;
  readonly body: string;
  readonly role: string;
}

/** Roles that follow acts to their source by duty (part 2 of the requirements): authorities, operator, supervisors. */
const OVERSEERS: ReadonlySet<string> = new Set([
  'data-authority',
  'county-authority',
  'operator',
  'security-regulator',
  'economic-regulator',
  'registration-body',
  'inspection',
  'leading-group',
]);

/** Who may open payloads of an entry and export its bundle: overseers by their role, and the body whose act it was. */
export function mayExport(entry: Pick<Entry, 'actor'>, reader: Reader): Decision {
  if (OVERSEERS.has(reader.role)) return allow({ code: 'ledger.overseer', params: { role: reader.role } });
  if (entry.actor.kind === 'person' && entry.actor.body === reader.body) return allow({ code: 'ledger.own-act' });
  return refuse({ code: 'ledger.not-party', params: { role: reader.role } });
}
