import { describeAnshun } from './anshun.ts';
import type { DemoCity } from './describe-city.ts';
import { describeYancheng } from './yancheng.ts';

export type { DemoCity, DemoResource, DemoSystem } from './describe-city.ts';

/** Cities of the demo, by the id of their jurisdiction's profile. */
export const demoJurisdictions = ['yancheng', 'anshun'] as const;
export type DemoJurisdiction = (typeof demoJurisdictions)[number];

export async function describeCity(jurisdiction: DemoJurisdiction): Promise<DemoCity> {
  return jurisdiction === 'yancheng' ? describeYancheng() : describeAnshun();
}
