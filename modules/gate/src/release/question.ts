import { createHash } from 'node:crypto';
import { canonical } from '../ir/factories.ts';
import type { Release } from '../ir/relation.ts';
import type { CellValue } from '../program-types.ts';
import type { Cell } from './cells.ts';
import { normalForm } from './normal-form.ts';

/** What is asked, whatever it is called and in whatever order it is written (R16). */
export interface Question {
  readonly hash: string;
  /** Identity of each dimension and aggregate, in the order of the program. */
  readonly dimensions: readonly string[];
  readonly aggregates: readonly string[];
}

export function questionOf(release: Release): Question {
  const { input, k, dominance, inference, mode } = release;
  const dimensions = input.input.dimensions.map(({ column, level }) => canonical(normalForm({ column, level })));
  const aggregates = input.aggregates.map(({ call }) => canonical(normalForm(call)));
  const asked = {
    relation: normalForm(input.input.input),
    per: normalForm(input.per ?? null),
    dimensions: [...new Set(dimensions)].toSorted(),
    aggregates: [...new Set(aggregates)].toSorted(),
    k,
    dominance,
    inference,
    ...(mode ? { mode } : {}),
  };
  return { hash: createHash('sha256').update(canonical(asked)).digest('hex'), dimensions, aggregates };
}

/** A published cell by the identities of its parts: one answer for every form of its question (R21). */
export interface PublishedCell {
  readonly dimensions: Readonly<Record<string, CellValue>>;
  readonly aggregates: Readonly<Record<string, CellValue>>;
}

export function publish(release: Release, kept: readonly Cell[]): readonly PublishedCell[] {
  const question = questionOf(release);
  const short = shortNames(question);
  return kept.map((cell) => ({
    dimensions: Object.fromEntries(question.dimensions.map((id, i) => [short(id), cell.key[i] ?? null])),
    aggregates: Object.fromEntries(
      question.aggregates.map((id, i) => [
        short(id),
        cell.aggregates.get(release.input.aggregates[i]?.name ?? '') ?? null,
      ]),
    ),
  }));
}

/** The published cells in the words of a program that asks the same. */
export function recall(release: Release, published: readonly PublishedCell[]): readonly Cell[] {
  const question = questionOf(release);
  const short = shortNames(question);
  return published.map((cell) => ({
    key: question.dimensions.map((id) => cell.dimensions[short(id)] ?? null),
    aggregates: new Map(
      release.input.aggregates.map(({ name }, i) => [
        name,
        cell.aggregates[short(question.aggregates[i] ?? '')] ?? null,
      ]),
    ),
    figure: () => 0,
  }));
}

/** Identities by their place among all of the question's. */
function shortNames({ dimensions, aggregates }: Question): (id: string) => string {
  const places = new Map([...new Set([...dimensions, ...aggregates])].toSorted().map((id, i) => [id, String(i)]));
  return (id) => places.get(id) ?? '';
}
