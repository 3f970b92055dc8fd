/** Sentences for social data: English, Chinese. */
export const socialSentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'social.fields-wrong': [
    'The declared fields are not valid; see the places named.',
    '申报的信息项有误，请查看所列各处。',
  ],
  'social.name-taken': [
    'A table is named {name} already; answers are weighed beside each other by these names, so choose another.',
    '表名 {name} 已被使用；请换一个名称。',
  ],
  'social.not-found': ['There is no social data {id} that you may see.', '没有您可查看的社会数据 {id}。'],
  'social.not-operator': [
    'The operator of the grant decides, and nobody on what he applied for himself.',
    '由该授权的运营主体办理，且不得办理本人提出的申请。',
  ],
  'social.not-returned': ['By its terms this data is not given back ({exit}).', '按其约定，该数据不予返还（{exit}）。'],
  'social.proof-missing': [
    'There is no proof of lawful acquisition; without one nobody agrees.',
    '缺少合法来源证明，不能同意。',
  ],
  'social.reasons-missing': ['Say why.', '请说明理由。'],
  'social.report-closed': ['The report {id} is closed already.', '报告 {id} 已办结。'],
  'social.report-not-found': ['There is no report {id}.', '没有报告 {id}。'],
  'social.wrong-state': ['This is not possible in the state {state}.', '当前状态（{state}）不能进行此操作。'],
};
