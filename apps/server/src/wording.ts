import type { Language } from '@sluice/http';
import type { Params } from '@sluice/kernel';
import { catalogueSentences } from './catalogue-sentences.ts';
import { evidenceSentences } from './evidence-sentences.ts';
import { operationSentences } from './operation-sentences.ts';
import { procedureSentences } from './procedure-sentences.ts';
import { productSentences } from './product-sentences.ts';
import { sentences } from './sentences.ts';
import { socialSentences } from './social-sentences.ts';
import { standingSentences } from './standing-sentences.ts';
import { vaultSentences } from './vault-sentences.ts';

const all = new Map([
  ...Object.entries(sentences),
  ...Object.entries(vaultSentences),
  ...Object.entries(socialSentences),
  ...Object.entries(catalogueSentences),
  ...Object.entries(procedureSentences),
  ...Object.entries(standingSentences),
  ...Object.entries(productSentences),
  ...Object.entries(evidenceSentences),
  ...Object.entries(operationSentences),
]);

/** The sentence for a code, its parameters filled in: `{name}`. Undefined for codes without one of their own. */
export function wording(code: string, params: Params, language: Language): string | undefined {
  const sentence = all.get(code)?.[language === 'en' ? 0 : 1];
  return sentence?.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    return Array.isArray(value) ? value.join(', ') : String(value ?? '');
  });
}
