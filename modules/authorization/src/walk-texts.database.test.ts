import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from '@sluice/profile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appoint, createWorld, fieldOf, passStep, signAll, submitted, type World } from './authorization-world.ts';

/** What a text says, kept apart from its profile: who does what in which order, and where it says so. */
interface Walk {
  readonly profile: string;
  readonly text: string;
  readonly application: readonly Step[];
  readonly agreements: readonly { readonly kind: string; readonly items: readonly string[]; readonly clause: string }[];
  readonly filed: boolean;
  readonly release: readonly Step[];
}

interface Step {
  readonly step: string;
  readonly kind: string;
  readonly actor: string;
  readonly clause: string;
}

const folder = join(import.meta.dirname, '../../../profiles/scenarios');
const walks = readdirSync(folder)
  .toSorted()
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Walk);

let world: World;
beforeAll(async () => {
  world = await createWorld(41);
});
afterAll(() => world.test.close());

const profileOf = (walk: Walk): Profile => world.profiles.current(walk.profile, '2026-03-02');

/** A scenario of a field with an authority of its own, led by another unit, so that no step is passed over. */
function scenarioOf(profile: Profile) {
  const leadUnit = `${profile.id}-transport`;
  return {
    scenarios: [{ code: 'walk', title: 'a walk', field: fieldOf(profile), leadUnit }],
  };
}

describe.each(walks)('the text of $profile', (walk) => {
  it('JUR-01 APP-03 runs as it is written, from the application to the grant', async () => {
    const profile = profileOf(walk);
    await appoint(world, profile);
    let view = await submitted(world, profile, scenarioOf(profile));
    const walked: Step[] = [];
    while (view.state === 'in-review') {
      const step = view.case?.steps.find((one) => one.id === view.case?.next?.step);
      if (!step) break;
      walked.push({ step: step.id, kind: step.kind, actor: step.role, clause: step.clause });
      view = await passStep(world, view);
    }
    expect(walked).toEqual(walk.application);
    expect(view.documents.map((one) => [one.kind, one.items.map((item) => item.id)])).toEqual(
      walk.agreements.map((one) => [one.kind, one.items]),
    );
    view = await signAll(world, view, profile);
    expect([view.state, view.filing.required]).toEqual([walk.filed ? 'approved' : 'granted', walk.filed]);
    if (walk.filed)
      view = (await world.authorization.fileDocuments(world.actor('data-authority', profile.id), view.id)).value;
    expect(view.state).toBe('granted');
    expect(walk.application.every((step) => step.clause.startsWith(walk.text.slice(0, 2)))).toBe(true);
  });

  it('PRD-09 reviews products by whom the text names', () => {
    const { steps } = profileOf(walk).product_review.chain.value;
    expect(steps.map(({ id: step, kind, actor, clause }) => ({ step, kind, actor, clause }))).toEqual(walk.release);
  });
});

it('JUR-01 sends one and the same application along a chain of its own in each jurisdiction', () => {
  const chains = walks.map((walk) => walk.application.map((step) => `${step.actor}/${step.kind}`).join(' '));
  expect(new Set(chains).size).toBe(walks.length);
});
