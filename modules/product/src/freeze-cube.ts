import { hash } from 'node:crypto';
import { canonicalJson, DomainError, type Json } from '@sluice/kernel';
import type { CellValue, CubeAnswer, FrozenCube } from './product.ts';

/** An answer as it is stored and served: canonical JSON text under the key of its parameter values. */
export interface StoredAnswer {
  readonly key: string;
  readonly rows: string;
  readonly rowCount: number;
  /** SHA-256 of key and rows, 64 hexadecimal digits. */
  readonly digest: string;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Key of a combination: the values in the order in which the product declares its parameters. */
export function answerKey(values: readonly CellValue[]): string {
  return JSON.stringify(values);
}

/**
 * Turns the gate's answers into rows of a table, and gives the digest of the whole cube: SHA-256 over the canonical JSON
 * of columns, domain and the digests of all answers by key.
 * @throws DomainError `product.cube-inconsistent` (internal) on a key outside the domain or one that comes twice.
 */
export function storeCube(cube: FrozenCube): {
  readonly answers: readonly StoredAnswer[];
  readonly digest: string;
  readonly rows: number;
} {
  const domains = cube.domain.map((parameter) => new Set(parameter.values));
  const answers = new Map<string, StoredAnswer>();
  for (const answer of cube.answers) {
    const inside =
      answer.parameters.length === domains.length && answer.parameters.every((value, i) => domains[i]?.has(value));
    const stored = storeAnswer(answer);
    if (!inside || answers.has(stored.key)) throw new DomainError('product.cube-inconsistent', 'internal');
    answers.set(stored.key, stored);
  }
  const ordered = [...answers.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    answers: ordered,
    digest: cubeDigest(cube, ordered),
    rows: ordered.reduce((sum, answer) => sum + answer.rowCount, 0),
  };
}

/** Digest of a whole cube; `answers` in the order of their keys. */
export function cubeDigest(
  cube: Pick<FrozenCube, 'columns' | 'domain'>,
  answers: readonly Pick<StoredAnswer, 'key' | 'digest'>[],
): string {
  return sha256(
    canonicalJson({
      columns: cube.columns.map((column) => ({ name: column.name, type: column.type })),
      domain: cube.domain.map((parameter) => ({ name: parameter.name, values: [...parameter.values] })),
      answers: answers.map((answer) => [answer.key, answer.digest]),
    } as Json),
  );
}

/** Digest of one answer as it is stored. */
export const answerDigest = (key: string, rows: string): string => sha256(`${key}\n${rows}`);

function storeAnswer(answer: CubeAnswer): StoredAnswer {
  const key = answerKey(answer.parameters);
  const rows = canonicalJson(answer.rows as Json);
  return { key, rows, rowCount: answer.rows.length, digest: answerDigest(key, rows) };
}
