import type { CaseActor } from '@sluice/cases';
import type { Committed, Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { digestOf } from '../check-document.ts';
import { actorRef, versionOf, type Context } from '../context.ts';
import { grantState } from '../grant.ts';
import { readGrant } from '../grant-store.ts';
import { readAgreement } from '../operation/agreement-store.ts';
import { readNotice } from '../publicity/notice-store.ts';
import { composePaper } from './compose-paper.ts';
import { findLatest, findPaper, insertPaper, readPaper } from './paper-store.ts';
import {
  groupCode,
  paperView,
  readCode,
  type Paper,
  type PaperCheck,
  type PaperRequest,
  type PaperStanding,
  type PaperView,
} from './paper.ts';

/** Papers: agreements, decisions, grants and notices as documents that prove where they come from. */
export interface PaperActs {
  /** Gives out what an object says now as a paper with a code; the same contents keep their code. */
  issuePaper(actor: CaseActor, asked: PaperRequest): Promise<Committed<PaperView>>;
  /** A paper to be set, for one who may read what it is about. @throws DomainError `paper.unknown` (not-found) */
  readPaper(db: Db, actor: CaseActor, id: string): Promise<Paper>;
  /** The latest paper of a public notice. @throws DomainError `paper.unknown` (not-found) */
  readNoticePaper(db: Db, id: string): Promise<Paper>;
  /** What anybody is told who has the code. @throws DomainError `paper.unknown` (not-found) */
  checkPaper(db: Db, code: string): Promise<PaperCheck>;
}

export function createPaperActs(context: Context): PaperActs {
  return {
    issuePaper: (actor, asked) => context.transact(async (tx) => paperView(await issue(context, tx, asked, actor))),
    async readPaper(db, actor, id) {
      const paper = await readPaper(db, { id });
      // Who may not read the object by now gets no paper of it either.
      await composePaper(context, db, requestOf(paper), actor).catch(hide);
      return paper;
    },
    readNoticePaper: (db, id) => findLatest(db, 'notice', id),
    checkPaper: (db, code) => check(context, db, code),
  };
}

const requestOf = ({ kind, object, part }: Paper): PaperRequest => ({ kind, object, ...(part ? { part } : {}) });

/** A paper of what somebody may not see is not there for him. What merely changed keeps nobody from the paper of before. */
function hide(error: unknown): void {
  if (error instanceof DomainError && error.kind === 'precondition') return;
  throw error instanceof DomainError && error.kind === 'not-found'
    ? new DomainError('paper.unknown', 'not-found')
    : error;
}

/** The random half of a fresh id: nobody guesses it, and nothing of it stands in the ledger. */
const CODE_CHARACTERS = 8;

async function issue(context: Context, tx: Tx, asked: PaperRequest, actor: CaseActor): Promise<Paper> {
  const { jurisdiction, profile, contents } = await composePaper(context, tx, asked, actor);
  const of = { kind: asked.kind, object: asked.object, part: asked.part ?? '', digest: digestOf(contents) };
  const there = await findPaper(tx, of);
  if (there) return there;
  const code = [context.ids.next('c'), context.ids.next('c')].map((id) => id.slice(-CODE_CHARACTERS)).join('');
  const paper: Paper = {
    ...{ ...of, jurisdiction, profile, contents, issuedAt: tx.at },
    id: context.ids.next<'paper'>('pap'),
    code: groupCode(code),
  };
  await insertPaper(tx, paper);
  record(tx, {
    type: 'authorization.paper-issued',
    stream: `paper:${paper.id}`,
    actor: actorRef(actor),
    subjects: [{ kind: subjectOf[paper.kind], id: paper.object, rel: 'about' }],
    rows: [{ table: 'authorization.paper', id: paper.id }],
    ruleVersion: versionOf(profile),
    payload: { kind: paper.kind, object: paper.object, digest: paper.digest },
  });
  return paper;
}

const subjectOf = {
  ...{ agreement: 'application', decision: 'application', grant: 'grant', notice: 'public-notice' },
  'operation-agreement': 'operation-agreement',
} as const;

async function check(context: Context, db: Db, typed: string): Promise<PaperCheck> {
  const paper = await readPaper(db, { code: readCode(typed) });
  const { code, kind, jurisdiction, contents, digest, issuedAt } = paper;
  const number = typeof contents['number'] === 'string' ? contents['number'] : '';
  const standing = digestOf(contents) === digest ? await standingOf(context, db, paper) : 'changed';
  return {
    code,
    kind,
    jurisdiction,
    number,
    issuedAt: issuedAt.toISOString(),
    digest,
    stream: `paper:${paper.id}`,
    standing,
  };
}

/** A decision that was made stays made; the others may be over. */
async function standingOf(context: Context, db: Db, paper: Paper): Promise<PaperStanding> {
  const now = context.clock.now();
  if (paper.kind === 'grant') {
    const state = grantState(await readGrant(db, paper.object), now);
    return state === 'expired' || state === 'revoked' ? 'ended' : 'stands';
  }
  if (paper.kind === 'operation-agreement')
    return (await readAgreement(db, paper.object)).state === 'ended' ? 'ended' : 'stands';
  if (paper.kind === 'notice') return (await readNotice(db, paper.object)).state === 'withdrawn' ? 'ended' : 'stands';
  return 'stands';
}
