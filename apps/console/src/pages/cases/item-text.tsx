import { fill } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { Application } from './case-data.ts';

type Contents = Application['documents'][number]['items'][number]['contents'];

/** What stands under one item of an agreement: words, a list, a period, a fee or shares. */
export function ItemText(props: { readonly contents: Contents }) {
  const words = useCasesWords();
  const parties: Readonly<Record<string, string>> = words.doc.party;
  const { contents } = props;
  if (!contents) return null;
  if ('text' in contents) return contents.text;
  if ('list' in contents) return contents.list.join('\n');
  if ('period' in contents)
    return fill(words.case.periodValue, { from: contents.period.startsOn, to: contents.period.endsOn });
  if ('fee' in contents) return `¥ ${contents.fee.amount} · ${contents.fee.basis}`;
  return contents.shares.map((one) => `${parties[one.party] ?? one.party}：${one.basis}`).join('\n');
}
