import { route } from '@sluice/contract';
import { z } from 'zod';
import type { Actors } from '../actors.ts';
import type { DemoCity } from '../city/index.ts';
import { ApiProblem, type ApiClient } from '../client.ts';
import type { BodyIds } from '../load-bodies.ts';

/** One line of the demo. */
export interface StepLine {
  readonly jurisdiction: string;
  /** Letter of the chain, a to h. */
  readonly step: string;
  readonly title: string;
  readonly titleEn: string;
  readonly ms: number;
  /** Figures and names worth showing, in order. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface ScenarioContext {
  readonly city: DemoCity;
  readonly actors: Actors;
  readonly bodies: BodyIds;
  /** Platform administrator, who may move the clock. */
  readonly administrator: ApiClient | undefined;
  /** Distinguishes this run's application and product from those of earlier runs. */
  readonly run: string;
  /** Folder for what this run generates and downloads. */
  readonly folder: string;
  readonly step: <T>(step: string, title: readonly [zh: string, en: string], work: (facts: Facts) => Promise<T>) => Promise<T>;
}

export type Facts = Record<string, string | number>;

const clockAnswer = z.looseObject({});
const clockRoute = route({
  name: 'moveClock',
  method: 'POST',
  path: '/api/v1/clock',
  access: 'session',
  summary: 'Moves a controllable clock',
  body: z.object({ advanceWorkingDays: z.number().int() }),
  ok: clockAnswer,
});

/** Lets working days pass where the server's clock can be moved; elsewhere the chain simply goes on today. */
export async function letWorkingDaysPass(context: ScenarioContext, days: number): Promise<number> {
  if (!context.administrator) return 0;
  try {
    await context.administrator.call(clockRoute, { body: { advanceWorkingDays: days } });
    return days;
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) return 0;
    throw error;
  }
}

export const accountOf = (context: ScenarioContext, who: string): string => `${context.city.id}.${who}`;

export async function as(context: ScenarioContext, who: string): Promise<ApiClient> {
  return context.actors.as(accountOf(context, who));
}

/** Who acts for a role of a case step in the demo. */
export function actorOfRole(role: string): string {
  const known: Readonly<Record<string, string>> = {
    'data-authority': 'authority', operator: 'operator', 'sector-authority': 'health-lead', custodian: 'custodian', 'source-agency': 'health',
  };
  const who = known[role];
  if (who === undefined) throw new Error(`the demo has nobody for the role '${role}'`);
  return who;
}
