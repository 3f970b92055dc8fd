import type { ActorRef, Committed, Db, Transact } from '@sluice/database';
import { assertAllowed, DomainError, refuse, type IdSource } from '@sluice/kernel';
import type { PayloadMaster } from '../flush-acts.ts';
import { OVERSEERS, type Reader } from '../policy.ts';
import type { StoredEntry } from '../read-entries.ts';
import { readBlastRadius, type BlastRadius } from './blast-radius.ts';
import type { ColumnInputs } from './derive-edges.ts';
import { notifyOwners, readNotices, type NoticeGround, type NoticeView } from './notify-owners.ts';
import { projectLineage, rebuildLineage } from './project-lineage.ts';
import { mayNotify, mayTrace, sightOf, type Owned } from './read-access.ts';
import { readStory, type Story } from './read-story.ts';
import { countLog, searchLog, type LogSearch } from './search-log.ts';
import { readProjected } from './store-lineage.ts';
import { tellCorrections } from './tell-corrections.ts';
import { findStart, traceLineage, type Direction, type LineageView } from './trace-lineage.ts';

export interface LineageOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly ids: IdSource;
  readonly master: PayloadMaster;
  /** Columns of a release with the fields they were computed from. */
  readonly columns: (db: Db, releaseId: string) => Promise<readonly ColumnInputs[]>;
  /** Version of the rules in force, `<jurisdiction>@<version>`. */
  readonly ruleVersion: (jurisdiction: string) => string;
}

export type Lineage = ReturnType<typeof createLineage>;

const personRef = (reader: Reader): ActorRef => ({
  kind: 'person',
  person: reader.person,
  body: reader.body,
  role: reader.role,
});

/** Where data came from and where it went, who must be told, and search over the log: all derived from its entries. */
export function createLineage(options: LineageOptions) {
  const { db } = options;
  /** @throws DomainError `lineage.unknown` (not-found), `lineage.not-party`, `lineage.other-jurisdiction` (forbidden) */
  const startFor = async (reader: Reader, id: string, field?: string) => {
    const start = await findStart(db, id, field);
    assertAllowed(mayTrace(start, reader));
    return start;
  };
  return {
    /** Brings the graph up to the end of the log. @returns how far it is */
    project: () => projectLineage(options),
    rebuild: () => rebuildLineage(options),
    projected: () => readProjected(db),
    /** Tells who used a batch that its correction has come (QUA-07). @returns how many were told */
    tellCorrections: () => tellCorrections(options),
    async trace(
      reader: Reader,
      question: {
        readonly id: string;
        readonly direction: Direction;
        readonly field?: string | undefined;
        readonly limit: number;
      },
    ): Promise<LineageView> {
      const start = await startFor(reader, question.id, question.field);
      return traceLineage(db, start, { ...question, sight: sightOf(start, reader) });
    },
    async blastRadius(
      reader: Reader,
      question: {
        readonly id: string;
        readonly field?: string | undefined;
        readonly kind: string;
        readonly after: number;
        readonly limit: number;
      },
    ): Promise<BlastRadius> {
      const start = await startFor(reader, question.id, question.field);
      return readBlastRadius(db, start, { ...question, sight: sightOf(start, reader) });
    },
    /** Tells every owner downstream (QUA-07). @throws as `trace`, and `lineage.not-teller` (forbidden) */
    async notify(
      reader: Reader,
      order: { readonly id: string; readonly ground: NoticeGround; readonly reference: string },
    ): Promise<Committed<readonly NoticeView[]>> {
      const start = await findStart(db, order.id);
      assertAllowed(mayNotify(start, reader));
      const jurisdiction = start.jurisdiction ?? reader.jurisdiction;
      return notifyOwners(options, {
        ...{ start, jurisdiction, ground: order.ground, reference: order.reference },
        actor: personRef(reader),
        ruleVersion: options.ruleVersion(jurisdiction),
      });
    },
    /** Notices to the reader's body; an overseer reads those of its jurisdiction. */
    notices: (reader: Reader, limit: number): Promise<readonly NoticeView[]> =>
      readNotices(db, {
        body: OVERSEERS.has(reader.role) ? null : reader.body,
        jurisdiction: reader.jurisdiction,
        limit,
      }),
    ...readsOf(db),
  };
}

/** The search as far as the reader may ask it. @throws DomainError `ledger.not-party` (forbidden) */
function seenBy(reader: Reader, search: LogSearch): LogSearch {
  if (search.person === undefined || search.person === reader.person) return search;
  if (!OVERSEERS.has(reader.role)) assertAllowed(refuse({ code: 'ledger.not-party', params: { role: reader.role } }));
  if (search.jurisdiction !== undefined && search.jurisdiction !== reader.jurisdiction)
    assertAllowed(refuse({ code: 'ledger.other-jurisdiction', params: { role: reader.role } }));
  return { ...search, jurisdiction: reader.jurisdiction };
}

/** Search over the log, and stories of objects. */
function readsOf(db: Db) {
  return {
    /**
     * Entries of the log. What a person did is told to overseers of the jurisdiction, and to the person.
     * @throws DomainError `ledger.not-party` (forbidden)
     */
    async search(reader: Reader, search: LogSearch): Promise<readonly StoredEntry[]> {
      return searchLog(db, seenBy(reader, search));
    },
    /** How many entries the same search finds on all its pages. @throws DomainError as `search` */
    async count(reader: Reader, search: LogSearch): Promise<number> {
      return countLog(db, seenBy(reader, search));
    },
    /** @throws DomainError `ledger.stream-unknown` (not-found) */
    async story(reader: Reader, stream: string): Promise<Story> {
      const cut = stream.indexOf(':');
      const start = await findStart(db, stream.slice(cut + 1)).catch(() => null);
      const owned: Owned = start ?? { kind: stream.slice(0, cut), jurisdiction: null, body: null };
      const sight = sightOf(owned, reader);
      const story = await readStory(db, stream, sight);
      if (!story) throw new DomainError('ledger.stream-unknown', 'not-found', { stream });
      return story;
    },
  };
}
