import type { FieldDefinition } from '../field.ts';
import type { Actor } from '../catalogue-context.ts';
import type { TestCity } from '../test-city.ts';
import { complete } from '../test-city.ts';
import type { ResourceContent } from '../resource.ts';
import { createRegisters, type Registers } from './create-registers.ts';
import type { AffectedUse } from './register-tables.ts';

const limits = { objectionWorkingDays: 20, updateWorkingDays: 10, validityMonths: 36 };

/** 2026: the National Day week is off, Saturday 10 October is worked. */
const isWorkingDay = (date: string): boolean => {
  if (date === '2026-10-10') return true;
  if (date >= '2026-10-01' && date <= '2026-10-07') return false;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

/** Registers of a city under fixed limits. */
export const openTestRegisters = (city: TestCity, usesOf: () => readonly AffectedUse[]): Registers =>
  createRegisters({
    ...city.context,
    db: city.database.db,
    transact: city.transact,
    limits: () => ({ version: 'test/1', ...limits }),
    calendar: async () => ({ fromYear: 2020, toYear: 2030, isWorkingDay }),
    usesOf: async () => usesOf(),
  });

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
