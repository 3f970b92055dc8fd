import type { bodyType, catalogueRoutes, CallInput, role } from '@sluice/contract';
import type { z } from 'zod';
import type { Field } from './describe-field.ts';

export type Role = z.output<typeof role>;
export type BodyType = z.output<typeof bodyType>;
export type ResourceContent = CallInput<typeof catalogueRoutes.createResource>['body'];
/** Key of a body inside the demo; ids are given by the platform. */
export type BodyKey = string;

export interface DemoBody {
  readonly key: BodyKey;
  readonly name: string;
  readonly nameEn: string;
  readonly type: BodyType;
  readonly divisionCode: string;
  readonly level: 'city' | 'county';
  readonly sector?: string;
}

export interface DemoPerson {
  /** `yancheng.operator`. */
  readonly account: string;
  readonly name: string;
  readonly body: BodyKey;
  readonly role: Role;
}

export interface DemoSystem {
  readonly key: string;
  /** Account of the person who registers it. */
  readonly by: string;
  readonly name: string;
  readonly description: string;
  readonly sector: string;
}

/** Where the delivered bytes come from: a shipped table, or the generator. */
export type DemoFile =
  | { readonly kind: 'table'; readonly file: string }
  | { readonly kind: 'residents' }
  | { readonly kind: 'visits' };

export interface DemoResource {
  readonly system: string;
  readonly file: DemoFile;
  readonly content: Omit<ResourceContent, 'systemId'> & { readonly name: string; readonly fields: Field[] };
  /** Taken through demand, operation and development catalogue on loading, for these scenarios. */
  readonly authorizedFor?: readonly string[];
}

export interface DemoCity {
  readonly id: 'yancheng' | 'anshun';
  readonly title: string;
  readonly titleEn: string;
  readonly bodies: readonly DemoBody[];
  readonly people: readonly DemoPerson[];
  readonly systems: readonly DemoSystem[];
  readonly resources: readonly DemoResource[];
  readonly scenario: DemoScenario;
}

/** The scenario that the demo takes from application to call. */
export interface DemoScenario {
  readonly code: string;
  readonly title: string;
  /** Code of the field (领域) in the profile. */
  readonly field: string;
  /** Lead unit of the scenario, where the profile has one. */
  readonly leadUnit?: BodyKey;
  readonly purpose: string;
  readonly scope: string;
  readonly safeguards: readonly string[];
  /** Name of the resource it uses. */
  readonly resource: string;
  readonly fields: readonly string[];
  /** An invented person whom these facts single out, in every size of the city: he has one visit in the district. */
  readonly target: {
    readonly district: string;
    readonly diagnosis: string;
    /** First day of the month of his visit. */
    readonly month: string;
    readonly sex: string;
    readonly kind: string;
  };
  readonly product: { readonly title: string; readonly summary: string; readonly price: string };
}
