import type { FieldDefinition } from '../field.ts';
import type { Actor } from '../catalogue-context.ts';
import type { TestCity } from '../test-city.ts';
import { complete } from '../test-city.ts';
import type { ResourceContent } from '../resource.ts';

/** A published entry of an own agency. */
export async function publish(
  city: TestCity,
  title: string,
  more: Partial<ResourceContent> & { readonly fields?: readonly FieldDefinition[] } = {},
): Promise<{ readonly agency: Actor; readonly id: string; readonly code: string }> {
  const agency = city.owner('state-organ');
  return publishFor(city, agency, title, more);
}

export async function publishFor(
  city: TestCity,
  agency: Actor,
  title: string,
  more: Partial<ResourceContent> = {},
): Promise<{ readonly agency: Actor; readonly id: string; readonly code: string }> {
  const system = (await city.catalogue.registerSystem(agency, { name: `系统 ${title}` })).value.id;
  const draft = (await city.catalogue.createResource(agency, complete(system, { title, ...more }))).value;
  await city.catalogue.submitResource(agency, draft.id);
  const authority = city.actor('data-authority', { jurisdiction: agency.jurisdiction });
  const done = await city.catalogue.reviewResource(authority, draft.id, { decision: 'approve', reasons: [] });
  return { agency, id: draft.id, code: done.value.code ?? '' };
}
