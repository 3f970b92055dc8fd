import { fill } from './area.ts';

/** A declared level of a field, as far as its words need it. */
export interface LevelLike {
  readonly name: string;
  readonly kind: string;
  readonly width?: number | undefined;
  readonly unit?: string | undefined;
  readonly length?: number | undefined;
}

const words = {
  'zh-CN': {
    identity: '原值',
    bin: '每 {{width}} 一段',
    prefix: '前 {{length}} 位',
    unit: { day: '日', month: '月', quarter: '季', year: '年' },
  },
  en: {
    identity: 'as it is',
    bin: 'in steps of {{width}}',
    prefix: 'prefix of {{length}}',
    unit: { day: 'day', month: 'month', quarter: 'quarter', year: 'year' },
  },
} as const;

/** How coarse a level is, in words; one of another kind keeps the name that was declared. */
export function wordLevel(level: LevelLike, language: 'zh-CN' | 'en'): string {
  const w = words[language];
  if (level.kind === 'identity') return w.identity;
  if (level.kind === 'bin') return fill(w.bin, { width: level.width ?? '' });
  if (level.kind === 'prefix') return fill(w.prefix, { length: level.length ?? '' });
  const units: Readonly<Record<string, string>> = w.unit;
  return (level.kind === 'date' ? units[level.unit ?? ''] : undefined) ?? level.name;
}
