import type { CivilDate, JsonObject } from '@sluice/kernel';

export type NoticeKind = 'operator' | 'developer' | 'registration' | 'draft';
export type NoticeState = 'open' | 'answering' | 'closed' | 'withdrawn';

export interface NewNotice {
  readonly jurisdiction: string;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly title: string;
  /** What is put out, as it is shown: candidates, scores, the text of a draft. */
  readonly contents: JsonObject;
}

export interface Objection {
  readonly id: string;
  readonly number: number;
  readonly body: string | null;
  readonly text: string;
  readonly raisedAt: Date;
  readonly outcome: 'founded' | 'unfounded' | null;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
}

export interface PublicNotice extends NewNotice {
  readonly id: string;
  readonly number: string;
  readonly digest: string;
  readonly clause: string;
  readonly publishedAt: Date;
  readonly closesOn: CivilDate;
  readonly state: NoticeState;
  readonly closedAt: Date | null;
  readonly archiveDigest: string | null;
  readonly objections: readonly Objection[];
}

/** A notice as everybody sees it; the number of an objection is all that is said of who raised it. */
export interface NoticeView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly number: string;
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly title: string;
  readonly contents: JsonObject;
  readonly digest: string;
  readonly clause: string;
  readonly publishedAt: string;
  readonly closesOn: CivilDate;
  readonly state: NoticeState;
  readonly closedAt: string | null;
  readonly archiveDigest: string | null;
  readonly objections: {
    readonly number: number;
    readonly text: string;
    readonly raisedAt: string;
    readonly outcome: 'founded' | 'unfounded' | null;
    readonly answer: string | null;
    readonly answeredAt: string | null;
  }[];
}

export const noticeView = ({ objections, publishedAt, closedAt, ...notice }: PublicNotice): NoticeView => ({
  ...notice,
  publishedAt: publishedAt.toISOString(),
  closedAt: closedAt?.toISOString() ?? null,
  objections: objections.map(({ number, text, raisedAt, outcome, answer, answeredAt }) => ({
    ...{ number, text, outcome, answer },
    raisedAt: raisedAt.toISOString(),
    answeredAt: answeredAt?.toISOString() ?? null,
  })),
});
