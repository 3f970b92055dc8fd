import { useTranslation } from '../../i18n/translate.ts';
import { lookOf } from '../evidence/node-look.ts';
import { useWords } from './words.ts';

/** What a kind of thing is called; kinds that only the lineage has are named here. */
export function useKindName(): (kind: string) => string {
  const { t } = useTranslation();
  const own = useWords().kinds as Readonly<Record<string, string>>;
  return (kind) => own[kind] ?? t(`kind.${lookOf(kind).key}`);
}
