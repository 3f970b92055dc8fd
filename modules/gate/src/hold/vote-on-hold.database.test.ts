import type { ActorRef } from '@sluice/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, reviewers, type GateWorld } from '../../test/gate-world.ts';

type Person = Extract<ActorRef, { kind: 'person' }>;

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

const [first, second, third] = reviewers as readonly Person[] as readonly [Person, Person, Person];
const author = developer as Person;
const question = 'select district, count(*) as n from visits group by 1 order by 1';

async function held() {
  const fresh = world.fresh({ review: 'always' });
  const outcome = await fresh.run(question);
  if (outcome.verdict !== 'held') throw new Error(outcome.verdict);
  const { jurisdiction } = fresh.snapshot;
  const vote = (actor: Person, release: boolean, where = jurisdiction) =>
    fresh.gate.voteOnHold(actor, { holdId: outcome.holdId, jurisdiction: where, release, reasons: ['seen'] });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
  return { ...fresh, ...outcome, jurisdiction, vote, codeOf };
}

describe('results that wait for two people', () => {
  it('ENV-05 lets nothing out before two reviewers have said so, and then the one answer', async () => {
    const { gate, holdId, jurisdiction, vote, run } = await held();
    expect(await gate.readHold(author, holdId, null)).toMatchObject({ state: 'open', result: null, votes: [] });
    expect(await run(question)).toMatchObject({ verdict: 'held', holdId });
    await vote(first, true);
    expect(await gate.readHold(author, holdId, null)).toMatchObject({ state: 'open', result: null, votes: [] });
    const { value } = await vote(second, true);
    expect(value).toMatchObject({ state: 'released', votes: [{ person: first.person }, { person: second.person }] });
    const read = await gate.readHold(author, holdId, null);
    expect(read.result?.rows[0]).toEqual(['A', 2000]);
    expect(read.votes).toEqual([]);
    expect(await run(question)).toMatchObject({ verdict: 'released', rows: read.result?.rows });
    expect((await gate.listHolds(first, jurisdiction, 'released', 1)).items.map((item) => item.id)).toContain(holdId);
  });

  it('ENV-05 shows no reviewer the other’s vote, and no entry which way it went', async () => {
    const { gate, holdId, jurisdiction, vote } = await held();
    await vote(first, false);
    const open = await gate.readHold(second, holdId, jurisdiction);
    expect(open).toMatchObject({ state: 'open', votes: [] });
    expect(open.result?.rows).toHaveLength(5);
    expect(
      (await gate.listHolds(second, jurisdiction, 'open', 1)).items.find((item) => item.id === holdId)?.votes,
    ).toEqual([]);
    expect((await gate.readHold(first, holdId, jurisdiction)).votes).toHaveLength(1);
    const { rows } = await sql<{ n: string }>`
      select count(*) as n from ledger.outbox where stream = ${`hold:${holdId}`} and convert_from(entry, 'UTF8') ~* '"release"'`.execute(
      world.database.db.q,
    );
    expect(Number(rows[0]?.n)).toBe(0);
    expect((await vote(second, true)).value).toMatchObject({ state: 'refused' });
  });

  it('ENV-05 one refusal refuses, and the refused result stays where it is', async () => {
    const { gate, holdId, vote } = await held();
    await vote(first, true);
    await vote(second, false);
    expect(await gate.readHold(author, holdId, null)).toMatchObject({ state: 'refused', result: null, votes: [] });
  });

  it('ENV-05 nobody of the asking body reviews, nobody twice, nobody elsewhere, nobody after the decision', async () => {
    const { gate, holdId, vote, codeOf } = await held();
    expect(await codeOf(vote(author, true))).toBe('gate.review-own-body');
    expect(await codeOf(vote({ ...author, person: 'per_colleague', role: 'operator' }, true))).toBe(
      'gate.review-own-body',
    );
    expect(await codeOf(vote(first, true, 'elsewhere'))).toBe('gate.hold-not-found');
    expect(await codeOf(vote(first, true))).toBe('done');
    expect(await codeOf(vote(first, true))).toBe('gate.review-twice');
    expect(await codeOf(gate.readHold({ person: 'per_x', body: 'bod_x' }, holdId, null))).toBe('gate.hold-not-found');
    expect(await codeOf(vote(second, true))).toBe('done');
    expect(await codeOf(vote(third, true))).toBe('gate.hold-closed');
  });

  it('ENV-05 two last votes at the same moment are counted one after the other', async () => {
    const { gate, holdId, jurisdiction, vote, codeOf } = await held();
    const votes = await Promise.all([codeOf(vote(first, true)), codeOf(vote(second, true)), codeOf(vote(third, true))]);
    expect(votes.toSorted()).toEqual(['done', 'done', 'gate.hold-closed']);
    expect(await gate.readHold(first, holdId, jurisdiction)).toMatchObject({ state: 'released' });
  });

  it('ENV-02 what waits counts as out: a second result that differs by three persons is withheld', async () => {
    const { run } = world.fresh();
    expect(await run(question, developer, { id: 'gra_held', review: 'always' })).toMatchObject({ verdict: 'held' });
    expect(await run('select count(*) from visits', developer, { id: 'gra_plain' })).toMatchObject({ rows: [] });
  });
});
