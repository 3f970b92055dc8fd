import { fill, useLanguage } from '../../i18n/area.ts';
import type { Dossier } from './dossier.ts';

type Reason = Dossier['reasons'][number];

/** What a computed check found, in Chinese and in English. */
const sentences: Readonly<Record<string, readonly [string, string]>> = {
  'product.grant-not-active': ['所属授权已不在有效期内', 'The grant is no longer in force'],
  'product.input-outside-grant': ['字段 {{field}} 不在授权范围内', 'Field {{field}} is outside the grant'],
  'product.use-outside-grant': ['字段 {{field}} 不得用于 {{use}}', 'Field {{field}} may not be used for {{use}}'],
  'product.source-differs': [
    '来源说明与数据血缘不一致：{{resource}}',
    'The source statement differs from lineage: {{resource}}',
  ],
  'product.identifier-column': ['列 {{column}} 含标识信息', 'Column {{column}} holds an identifier'],
  'product.sensitive-column': ['列 {{column}} 含敏感信息', 'Column {{column}} is sensitive'],
  'product.raw-column': ['列 {{column}} 直接输出原始值', 'Column {{column}} shows raw values'],
  'product.identifier-in-answers': [
    '列 {{column}} 的取值像标识：{{kinds}}',
    'Values of {{column}} look like identifiers: {{kinds}}',
  ],
  'product.source-key-in-answers': [
    '列 {{column}} 出现来源数据的实体标识',
    'Entity keys of the source appear in {{column}}',
  ],
  'product.reidentification-risk': [
    '重标识风险 {{highest}}%，超过上限 {{limit}}%（涉及 {{share}}% 的行）',
    'Risk of re-identification {{highest}} %, above the limit of {{limit}} % (in {{share}} % of rows)',
  ],
};

/** The sentence for a reason; a code without one stands as it is, so that nothing is hidden. */
export function useReasonWords(): (reason: Reason) => string {
  const language = useLanguage();
  return ({ code, params = {} }) => {
    const found = sentences[code]?.[language === 'en' ? 1 : 0];
    const values = Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join('、') : String(value),
    ]);
    return found ? fill(found, Object.fromEntries(values) as Record<string, string>) : code;
  };
}
