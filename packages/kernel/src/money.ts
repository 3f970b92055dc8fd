import { DomainError } from './error.ts';

/** An amount in CNY as whole fen (分). Never a floating number of yuan. */
export interface Money {
  readonly currency: 'CNY';
  readonly fen: bigint;
}

export const fen = (amount: bigint): Money => ({ currency: 'CNY', fen: amount });

export function addMoney(a: Money, b: Money): Money {
  return fen(a.fen + b.fen);
}

/** `12.34` → 1234 fen. @throws DomainError `money.malformed` (invalid) on more than two decimals or anything else. */
export function parseYuan(text: string): Money {
  const match = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) throw new DomainError('money.malformed', 'invalid');
  return fen(BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0')));
}

/** 1234 fen → `12.34`. */
export function formatYuan(money: Money): string {
  const sign = money.fen < 0n ? '-' : '';
  const abs = money.fen < 0n ? -money.fen : money.fen;
  return `${sign}${abs / 100n}.${String(abs % 100n).padStart(2, '0')}`;
}
