import { en as applyEn } from './apply/en.ts';
import { zhCN as applyZh } from './apply/zh-cn.ts';
import { en as casesEn } from './cases/en.ts';
import { zhCN as casesZh } from './cases/zh-cn.ts';
import { en as consoleEn } from './console/en.ts';
import { zhCN as consoleZh } from './console/zh-cn.ts';
import { en as marketEn } from './market/en.ts';
import { zhCN as marketZh } from './market/zh-cn.ts';
import { en as productsEn } from './products/en.ts';
import { zhCN as productsZh } from './products/zh-cn.ts';
import type { Words } from './words.ts';

interface PageWords {
  readonly apply: Words<typeof applyZh>;
  readonly cases: Words<typeof casesZh>;
  readonly console: Words<typeof consoleZh>;
  readonly market: Words<typeof marketZh>;
  readonly products: Words<typeof productsZh>;
}

/** What pages say in each language, for those who read the pages from outside: the browser tests. */
export const wordsByLanguage: Readonly<Record<'zh-CN' | 'en', PageWords>> = {
  'zh-CN': { apply: applyZh, cases: casesZh, console: consoleZh, market: marketZh, products: productsZh },
  en: { apply: applyEn, cases: casesEn, console: consoleEn, market: marketEn, products: productsEn },
};
