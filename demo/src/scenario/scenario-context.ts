import { clockRoutes } from '@sluice/contract';
import type { Actors } from '../actors.ts';
import type { DemoCity } from '../city/index.ts';
import type { ApiClient } from '../client.ts';
import type { BodyIds } from '../load-bodies.ts';

/** One line of the demo. */
export interface StepLine {
  readonly jurisdiction: string;
  /** Part of the chain, a to h: `stages` names them. */
  readonly step: string;
  readonly title: string;
  readonly titleEn: string;
  readonly ms: number;
  /** Figures and names worth showing, in order. */
  readonly facts: Readonly<Facts>;
}

/** The parts of the chain, in the order of the work. */
export const stages: Readonly<Record<string, TwoLanguages>> = {
  a: { zh: '数据归集', en: 'gathering' },
  b: { zh: '资源目录', en: 'the catalogue' },
  c: { zh: '确认授权运营', en: 'authorized operation' },
  d: { zh: '申请与授权', en: 'application and grant' },
  e: { zh: '域内查询', en: 'queries inside the domain' },
  f: { zh: '产品登记', en: 'the product' },
  g: { zh: '交易与调用', en: 'trade and calls' },
  h: { zh: '存证', en: 'evidence' },
};

export interface TwoLanguages {
  readonly zh: string;
  readonly en: string;
}

export interface ScenarioContext {
  readonly city: DemoCity;
  readonly actors: Actors;
  readonly bodies: BodyIds;
  /** Platform administrator, who may move the clock. */
  readonly administrator: ApiClient | undefined;
  /** Who applies and develops: the account after the city. */
  readonly developer: string;
  /** Distinguishes this run's application and product from those of earlier runs. */
  readonly run: string;
  /** Folder for what this run generates and downloads. */
  readonly folder: string;
  readonly step: <T>(
    step: string,
    title: readonly [zh: string, en: string],
    work: (facts: Facts) => Promise<T>,
  ) => Promise<T>;
}

export type Facts = Record<string, string | number | TwoLanguages>;

/**
 * Lets working days pass where the server's clock can be moved; elsewhere the chain simply goes on today.
 * @returns how many passed
 */
export async function letWorkingDaysPass(context: ScenarioContext, days: number): Promise<number> {
  const { administrator } = context;
  if (!administrator) return 0;
  const { controllable } = await administrator.call(clockRoutes.readClock);
  if (!controllable) return 0;
  await administrator.call(clockRoutes.moveClock, { body: { advanceWorkingDays: days } });
  return days;
}

export const accountOf = (context: ScenarioContext, who: string): string => `${context.city.id}.${who}`;

export async function as(context: ScenarioContext, who: string): Promise<ApiClient> {
  return context.actors.as(accountOf(context, who));
}

/** Who acts for a role of a case step in the demo. */
export function actorOfRole(role: string): string {
  const known: Readonly<Record<string, string>> = {
    'data-authority': 'authority',
    operator: 'operator',
    'sector-authority': 'health-lead',
    custodian: 'custodian',
    'source-agency': 'health',
  };
  const who = known[role];
  if (who === undefined) throw new Error(`the demo has nobody for the role '${role}'`);
  return who;
}
