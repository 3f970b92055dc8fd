import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, createWorld, faultsOf, granted, submitted, type World } from './authorization-world.ts';
import type { ApplicationView } from './describe-application.ts';
import type { PaperRequest } from './papers/paper.ts';

let world: World;
let view: ApplicationView;
let place: string;
let elsewhere: string;

beforeAll(async () => {
  world = await createWorld(77);
  world.clock.set(new Date('2026-03-02T02:00:00Z'));
  const [profile, other] = world.profiles.list('2026-03-02');
  if (!profile || !other) throw new Error('no profile');
  [place, elsewhere] = [profile.id, other.id];
  await appoint(world, profile);
  view = await granted(world, profile);
});
afterAll(() => world.test.close());

const operator = () => world.actor('operator', place);
const issue = (asked: PaperRequest, by = operator()) => world.authorization.issuePaper(by, asked);
const agreement = (): PaperRequest => ({
  kind: 'agreement',
  object: view.id,
  part: view.documents[0]?.kind ?? '',
});
const checkOf = (code: string) => world.authorization.checkPaper(world.test.db, code);

describe('papers', () => {
  it('AUT-06 DEV-04 gives out a signed agreement with a code; the same words keep their code and are entered once', async () => {
    const first = await issue(agreement());
    expect(first.value.code).toMatch(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/);
    expect(first.evidence).toHaveLength(1);
    const again = await issue(agreement());
    expect(again.value).toEqual(first.value);
    expect(again.evidence).toHaveLength(0);
    const paper = await world.authorization.readPaper(world.test.db, operator(), first.value.id);
    expect(paper.contents['signedDigest']).toBe(view.documents[0]?.digest);
  });

  it('APP-10 says of a code to anybody which paper it is and whether it holds, and nothing of what it says', async () => {
    const { value: decision } = await issue({ kind: 'decision', object: view.id });
    const { value: grant } = await issue({ kind: 'grant', object: view.grantId ?? '' });
    const typed = decision.code.replaceAll('-', ' ').toUpperCase();
    expect(await checkOf(typed)).toMatchObject({ kind: 'decision', number: view.number, standing: 'stands' });
    expect(JSON.stringify(await checkOf(grant.code))).not.toContain('out-patient');
    world.clock.set(new Date('2027-06-01T02:00:00Z'));
    expect(await checkOf(grant.code)).toMatchObject({ standing: 'ended' });
    expect(await checkOf(decision.code)).toMatchObject({ standing: 'stands' });
    world.clock.set(new Date('2026-03-02T02:00:00Z'));
    expect(await faultsOf(checkOf('0000-0000-0000-0000'))).toEqual(['paper.unknown']);
  });

  it('ORG-02 gives no paper to one who may not read what it is about, nor of what is not decided or signed', async () => {
    const rival = world.actor('developer', place, 'rival');
    expect(await faultsOf(issue(agreement(), rival))).toEqual(['application.not-found']);
    expect(await faultsOf(issue(agreement(), world.actor('data-authority', elsewhere)))).toEqual(['policy.no-power']);
    expect(await faultsOf(issue(agreement(), world.actor('buyer', place)))).toEqual(['policy.no-power']);
    const { value } = await issue(agreement());
    const readBy = (actor: typeof rival) => faultsOf(world.authorization.readPaper(world.test.db, actor, value.id));
    expect(await readBy(rival)).toEqual(['paper.unknown']);
    expect(await readBy(world.actor('data-authority', elsewhere))).toEqual(['policy.no-power']);
    const [profile] = world.profiles.list('2026-03-02');
    const open = await submitted(world, profile ?? expect.fail(), { scenarios: [{ ...scenario(), code: 'another' }] });
    expect(await faultsOf(issue({ kind: 'decision', object: open.id }))).toEqual(['paper.nothing-decided']);
    expect(await faultsOf(issue({ ...agreement(), object: open.id }))).toEqual(['paper.not-signed']);
  });
});

const scenario = () => view.contents.scenarios?.[0] ?? expect.fail('no scenario');
