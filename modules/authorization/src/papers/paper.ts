import type { JsonObject } from '@sluice/kernel';

export const paperKinds = ['agreement', 'operation-agreement', 'decision', 'grant', 'notice'] as const;
export type PaperKind = (typeof paperKinds)[number];

/** What a paper is asked for: the kind, the object, and which of an application's agreements. */
export interface PaperRequest {
  readonly kind: PaperKind;
  readonly object: string;
  readonly part?: string | undefined;
}

/** A paper as it was given out. Bodies stand in it by their ids: names are put in when it is set. */
export interface Paper {
  readonly id: string;
  readonly code: string;
  readonly kind: PaperKind;
  readonly object: string;
  readonly part: string;
  readonly jurisdiction: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly contents: JsonObject;
  /** Hex SHA-256 of the canonical JSON of the contents. */
  readonly digest: string;
  readonly issuedAt: Date;
}

/** What whoever asked for it is told. */
export interface PaperView {
  readonly id: string;
  readonly code: string;
  readonly kind: PaperKind;
  readonly object: string;
  readonly jurisdiction: string;
  readonly digest: string;
  readonly issuedAt: string;
}

export const paperView = ({ id, code, kind, object, jurisdiction, digest, issuedAt }: Paper): PaperView => ({
  ...{ id, code, kind, object, jurisdiction, digest },
  issuedAt: issuedAt.toISOString(),
});

/**
 * `stands` as it was given out; `changed` where its object says something else by now; `ended` where what it gave is over.
 */
export type PaperStanding = 'stands' | 'changed' | 'ended';

/** What anybody is told who has a code: which paper it is, and whether it still holds. Nothing of what it says. */
export interface PaperCheck {
  readonly code: string;
  readonly kind: PaperKind;
  readonly jurisdiction: string;
  readonly number: string;
  readonly issuedAt: string;
  readonly digest: string;
  readonly stream: string;
  readonly standing: PaperStanding;
}

/** Sixteen characters in four groups, 80 bits of chance: `4k7p-…`. */
export const groupCode = (characters: string): string => (characters.match(/.{4}/g) ?? []).join('-');

/** What somebody typed, as it is kept: letters that look alike are one. */
export const readCode = (typed: string): string =>
  groupCode(
    typed
      .toLowerCase()
      .replaceAll(/[^0-9a-z]/g, '')
      .replaceAll('o', '0')
      .replaceAll(/[il]/g, '1')
      .slice(0, 16),
  );
