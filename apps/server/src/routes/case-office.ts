import type { Cases } from '@sluice/cases';
import type { caseOfficeRoutes } from '@sluice/contract';
import type { Db, Transact, Tx } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import { DomainError } from '@sluice/kernel';
import type { Handlers } from '../handlers.ts';
import type { Written } from '../written.ts';
import { plain } from '../plain.ts';

interface OfficeServices {
  readonly cases: Cases;
  readonly db: Db;
  readonly transact: Transact;
  readonly written: Written;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
}

/** What offices do with a case besides deciding it; the case itself says who may. */
export function caseOfficeHandlers(services: OfficeServices): Handlers<typeof caseOfficeRoutes> {
  const { cases, db, transact, written, bodyName } = services;
  const act = (actor: Actor, id: string, work: (tx: Tx) => Promise<unknown>) =>
    written(
      transact(async (tx) => {
        await assertPart(tx, id, actor);
        await work(tx);
        const page = await cases.page(tx, id, actor);
        return plain({ ...page, proposer: { id: page.proposer, name: await bodyName(tx, page.proposer) } });
      }),
    );
  /** Who has no part in a case is not told that it is there. */
  const assertPart = async (on: Db, id: string, actor: Actor): Promise<void> => {
    if (!(await cases.hasPart(on, id, actor))) throw new DomainError('case.not-found', 'not-found', { case: id });
  };
  const done = (id: string, work: (tx: Tx) => Promise<unknown>) =>
    written(
      transact(async (tx) => {
        await work(tx);
        return { id };
      }),
    );
  return {
    voteOnCase: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.vote(tx, params.id, body, actor)),
    askSigner: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.askSigner(tx, params.id, body, actor)),
    signCaseStep: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.sign(tx, params.id, body, actor)),
    handOverCase: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.handOver(tx, params.id, body, actor)),
    remindHandler: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.remind(tx, params.id, body.text, actor)),
    informBody: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.inform(tx, params.id, { to: body, text: body.text }, actor)),
    declareInterest: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.declareInterest(tx, params.id, body.reason, actor)),
    announceRefusal: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.announceRefusal(tx, params.id, body.reasons, actor)),
    commentOnRefusal: ({ actor, input: { params, body } }) =>
      act(actor, params.id, (tx) => cases.comment(tx, params.id, body.text, actor)),
    listCaseNotices: async ({ actor, input }) => {
      const notices = await cases.listNotices(db, actor, input.query.unread === 'true');
      const items = await Promise.all(
        notices.map(async (notice) => ({
          ...notice,
          fromBody: { id: notice.fromBody, name: await bodyName(db, notice.fromBody) },
        })),
      );
      return { items, unread: items.filter((item) => item.readAt === null).length };
    },
    readNotice: ({ actor, input }) => done(input.params.id, (tx) => cases.readNotice(tx, input.params.id, actor)),
    createDelegation: ({ actor, input }) =>
      written(transact(async (tx) => ({ id: await cases.delegate(tx, input.body, actor) }))),
    endDelegation: ({ actor, input }) => done(input.params.id, (tx) => cases.endDelegation(tx, input.params.id, actor)),
    listDelegations: async ({ actor }) => ({ items: [...(await cases.listDelegations(db, actor))] }),
  };
}
