import { allow, refuse, type Decision } from '@sluice/kernel';
import { OVERSEERS, type Reader } from '../policy.ts';

/** Whose a thing is, as far as access to its lineage needs to know. */
export interface Owned {
  readonly kind: string;
  readonly jurisdiction: string | null;
  readonly body: string | null;
}

/** Things that belong to those who ordered or were granted them: nobody else of their kind learns of them. */
export const privateKinds: readonly string[] = ['application', 'grant', 'query', 'order', 'buyer', 'call'];

/** What an owner learns of others downstream: who bought what is offered is known to whoever offers it. */
const offering: ReadonlySet<string> = new Set(['application', 'grant', 'freeze', 'product']);
const boughtKinds: readonly string[] = ['order', 'buyer', 'call'];

/**
 * Who may ask where a thing came from and where it went: overseers of its jurisdiction, and the body whose it is.
 * Refusal: `lineage.not-party`, `lineage.other-jurisdiction`.
 */
export function mayTrace(start: Owned, reader: Reader): Decision {
  if (start.body !== null && start.body === reader.body) return allow({ code: 'lineage.own' });
  if (!OVERSEERS.has(reader.role)) return refuse({ code: 'lineage.not-party', params: { role: reader.role } });
  if (start.jurisdiction !== null && start.jurisdiction !== reader.jurisdiction)
    return refuse({ code: 'lineage.other-jurisdiction', params: { role: reader.role } });
  return allow({ code: 'lineage.overseer', params: { role: reader.role } });
}

/** Which nodes of an answer are shown to a reader, and whether it learns how many are not. */
export interface Sight {
  /** Null sees every jurisdiction. */
  readonly jurisdiction: string | null;
  readonly body: string;
  /** Kinds of which only the reader's own are shown. */
  readonly ownOnly: readonly string[];
  readonly countsHidden: boolean;
}

/** Overseers see their whole jurisdiction; others the public things and their own; a buyer not even how many others there are. */
export function sightOf(start: Owned, reader: Reader): Sight {
  const overseer = OVERSEERS.has(reader.role);
  const offered = offering.has(start.kind) && start.body === reader.body;
  return {
    jurisdiction: overseer ? reader.jurisdiction : null,
    body: reader.body,
    ownOnly: overseer ? [] : privateKinds.filter((kind) => !(offered && boughtKinds.includes(kind))),
    countsHidden: overseer || reader.role !== 'buyer',
  };
}

/** Who tells owners of a disputed or withdrawn source (QUA-07): the custodian for its own, operator and authority for all. */
const TELLERS: ReadonlySet<string> = new Set(['operator', 'data-authority', 'custodian', 'source-agency']);

export function mayNotify(start: Owned, reader: Reader): Decision {
  if (!TELLERS.has(reader.role)) return refuse({ code: 'lineage.not-teller', params: { role: reader.role } });
  return mayTrace(start, reader);
}
