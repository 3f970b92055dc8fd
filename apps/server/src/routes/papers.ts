import type { Authorization, Paper } from '@sluice/authorization';
import type { paperRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { openFonts, writeDocx, writePdf, type Fonts, type OfficialDocument } from '@sluice/documents';
import type { Actor } from '@sluice/identity';
import { DomainError, type Clock, type JsonObject } from '@sluice/kernel';
import type { Ledger } from '@sluice/ledger';
import type { ProfileRegistry } from '@sluice/profile';
import type { Handlers } from '../handlers.ts';
import { setPaper } from '../papers/set-paper.ts';
import type { Written } from '../written.ts';

interface PaperServices {
  readonly authorization: Pick<Authorization, 'issuePaper' | 'readPaper' | 'readNoticePaper' | 'checkPaper'>;
  readonly ledger: Pick<Ledger, 'readStream' | 'readPayload'>;
  readonly profiles: ProfileRegistry;
  readonly db: Db;
  readonly realClock: Clock;
  readonly written: Written;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
  readonly personName: (db: Db, id: string) => Promise<string | undefined>;
  /** Address of this installation as people reach it. */
  readonly publicUrl: string;
}

/** Agreements, decisions, grants and notices as papers, and what anybody finds out with a code. */
export function paperHandlers(services: PaperServices): Handlers<typeof paperRoutes> {
  const { authorization, db, written } = services;
  const set = setterOf(services);
  let fonts: Promise<Fonts> | undefined;
  const pdfOf = async (document: OfficialDocument) => writePdf(document, await (fonts ??= openFonts()));
  return {
    issuePaper: async ({ actor, input: { body } }) => written(authorization.issuePaper(actor, body)),
    readPaperPdf: async ({ actor, input, setHeader }) => {
      const paper = await authorization.readPaper(db, actor, input.params.id);
      setHeader('content-disposition', attachment(paper, 'pdf'));
      return pdfOf(await set(paper, actor));
    },
    readPaperWord: async ({ actor, input, setHeader }) => {
      const paper = await authorization.readPaper(db, actor, input.params.id);
      setHeader('content-disposition', attachment(paper, 'docx'));
      return writeDocx(await set(paper, actor));
    },
    readNoticePdf: async ({ input, setHeader }) => {
      const paper = await authorization.readNoticePaper(db, input.params.id);
      setHeader('content-disposition', attachment(paper, 'pdf'));
      return pdfOf(await set(paper, undefined));
    },
    checkPaper: async ({ input }) => {
      const { stream, ...check } = await authorization.checkPaper(db, input.params.code);
      return { ...check, entry: await entryOf(services.ledger, stream, check.digest) };
    },
  };
}

const attachment = (paper: Paper, ending: string): string =>
  `attachment; filename="${paper.kind}-${paper.code}.${ending}"`;

/** The entry under which a paper was given out, and whether the ledger has the same digest in it. */
async function entryOf({ readStream, readPayload }: PaperServices['ledger'], stream: string, digest: string) {
  const [first] = await readStream(stream, 0, 1);
  if (!first) throw new DomainError('paper.unknown', 'not-found');
  const { entryId, leafHash, index } = first;
  const opening = await readPayload(entryId);
  const payload = opening ? (JSON.parse(opening.text) as JsonObject) : {};
  return { entryId, leafHash, index, matches: payload['digest'] === digest };
}

function setterOf({ ledger, profiles, db, realClock, bodyName, personName, publicUrl }: PaperServices) {
  return async (paper: Paper, actor: Actor | undefined): Promise<OfficialDocument> => {
    const bodies = new Set(bodiesIn(paper.contents));
    const names = new Map(await Promise.all([...bodies].map(async (id) => [id, await bodyName(db, id)] as const)));
    const { entryId } = await entryOf(ledger, `paper:${paper.id}`, paper.digest);
    // What is not public says on every page who took it out, and when.
    const who = actor && paper.kind !== 'notice' ? await personName(db, actor.person) : undefined;
    const at = realClock.now();
    return setPaper(paper, {
      profile: profiles.version(paper.profile.id, paper.profile.version),
      nameOf: (id) => names.get(id) ?? '',
      address: `${publicUrl}/papers`,
      entry: entryId,
      ...(who === undefined ? {} : { watermark: `${who} ${hereAndNow(at)}` }),
    });
  };
}

/** `2026-11-22 18:00`, by the clock of the country. */
const hereAndNow = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

/** Ids of bodies wherever they stand in the contents. */
function bodiesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^body_[0-9a-z]{26}$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(bodiesIn);
}
