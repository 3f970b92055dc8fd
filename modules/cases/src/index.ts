import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@sluice/database';

export { createCases, type Cases, type CasesOptions } from './cases.ts';
export type { ActResult } from './act-on-step.ts';
export type { CalendarYear, CalendarYearView, CaseCalendar } from './calendar.ts';
export { calendarRulesOf } from './calendar-rules.ts';
export type { CalendarRules, StatutoryDay } from './derive-calendar-year.ts';
export type { OnPublished, PublishedYear } from './publish-calendar-year.ts';
export type { CaseActor, CaseState, Facts, Finding, Outcome } from './case-record.ts';
export type { StepAct } from './check-act.ts';
export type { CaseView, OpinionView, StepView } from './describe-case.ts';
export type { CasePage } from './describe-page.ts';
export type { ForecastStep } from './forecast-case.ts';
export type { CaseQuery, CaseRow } from './list-cases.ts';
export type { NewCase } from './open-case.ts';
export type { CaseActName } from './own-acts.ts';
export type { Inbox, InboxItem, InboxQuery } from './read-inbox.ts';
export type { AskedSigner, Signature, Vote } from './gather-votes.ts';
export type { ActsInRole, Delegation, DelegationView, HandOver } from './hand-over.ts';
export type { Addressee, NoticeView, SentNotice } from './send-notices.ts';
export type { OverdueView } from './sweep-overdue.ts';

export const migrations: MigrationSource = {
  module: 'cases',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
};
