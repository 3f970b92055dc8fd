import { allow, refuse, type Decision } from '@sluice/kernel';
import type { Entry } from './entry.ts';

/** Who asks, as far as this policy needs to know. */
export interface Reader {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

/** Roles that follow acts to their source by duty (part 2 of the requirements): authorities, operator, supervisors. */
export const OVERSEERS: ReadonlySet<string> = new Set([
  'data-authority',
  'county-authority',
  'operator',
  'security-regulator',
  'economic-regulator',
  'registration-body',
  'inspection',
]);

/**
 * Who may open payloads of an entry and export its bundle: overseers of the jurisdiction under whose rules it was
 * written, and the body whose act it was. Acts of the platform itself stand under no jurisdiction's rules.
 */
export function mayExport(entry: Pick<Entry, 'actor' | 'ruleVersion'>, reader: Reader): Decision {
  if (entry.actor.kind === 'person' && entry.actor.body === reader.body) return allow({ code: 'ledger.own-act' });
  if (!OVERSEERS.has(reader.role)) return refuse({ code: 'ledger.not-party', params: { role: reader.role } });
  const jurisdiction = jurisdictionOf(entry.ruleVersion);
  if (jurisdiction !== undefined && jurisdiction !== reader.jurisdiction)
    return refuse({ code: 'ledger.other-jurisdiction', params: { role: reader.role } });
  return allow({ code: 'ledger.overseer', params: { role: reader.role } });
}

/** Rules of a jurisdiction are named `<jurisdiction>@<version>`. */
const jurisdictionOf = (ruleVersion: string): string | undefined => /^([a-z][a-z0-9-]*)@/.exec(ruleVersion)?.[1];

type Told = Pick<Entry, 'actor' | 'ruleVersion' | 'subjects'>;

/**
 * Who may export an object's whole story: the body that opened it, a body it is about (the holder of a grant, the owner
 * of a resource), and overseers of the jurisdiction under whose rules it was opened.
 */
export function mayExportStory(story: readonly Told[], reader: Reader): Decision {
  const [first] = story;
  if (!first) return refuse({ code: 'ledger.not-party', params: { role: reader.role } });
  const isAbout = (entry: Told): boolean =>
    entry.subjects.some((one) => one.kind === 'body' && one.rel === 'about' && one.id === reader.body);
  return story.some(isAbout) ? allow({ code: 'ledger.party' }) : mayExport(first, reader);
}

/** Roles whose duty is the whole log: an audit reads it without picking. */
const AUDITORS: ReadonlySet<string> = new Set([
  'data-authority',
  'security-regulator',
  'economic-regulator',
  'inspection',
]);

/** Who may export all entries of a time. Payloads of other jurisdictions stay closed all the same. */
export function mayExportRange(reader: Reader): Decision {
  return AUDITORS.has(reader.role)
    ? allow({ code: 'ledger.overseer', params: { role: reader.role } })
    : refuse({ code: 'ledger.not-auditor', params: { role: reader.role } });
}
