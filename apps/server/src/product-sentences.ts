/** Sentences for what products, trade and their flows answer: English, Chinese. Parameters never hold data. */
export const productSentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'flow.no-data': ['None of the resources of grant {grant} holds data yet.', '授权 {grant} 所列资源均尚无数据。'],
  'gate.history-moved': [
    'Other answers left while this one was weighed; send it again.',
    '核算期间另有结果输出，请重新提交。',
  ],
  'gate.too-many-cells': ['The answer would have more than {most} cells.', '结果将超过 {most} 格。'],
  'gate.samples-drawn': [
    '{most} different samples of this epoch have been drawn; take one of them again.',
    '本版数据已抽取 {most} 份不同样本，请沿用其中之一。',
  ],
  'gate.refused': [
    'The gate refused the query by rule {rules}; each place is listed.',
    '闸门依据规则 {rules} 拒绝该查询；各处问题已列出。',
  ],
  'gate.cap-reached': [
    'Programs of this grant have learnt from this data what they may ({releases} answers, {cells} cells); a new epoch opens it again.',
    '该授权从本期数据可获取的结果已达上限（{releases} 次、{cells} 个单元）；数据更新后重新开放。',
  ],
  'gate.budget-spent': [
    'The privacy budget of this data has {remaining} of {total} left, and a question costs {cost}; a new epoch opens it again.',
    '本期数据的隐私预算尚余 {remaining}（共 {total}），每次查询需 {cost}；数据更新后重新开放。',
  ],
  'gate.mode-differs': [
    'Answers of another kind are out of this data: exact and noisy ones cannot stand beside each other in one epoch.',
    '本期数据已有另一种方式的结果放行：精确结果与加噪结果不能并存于同一数据版本。',
  ],
  'gate.no-cell-key': [
    'The secret that moves figures is not there; nothing was answered.',
    '缺少扰动密钥；未输出任何结果。',
  ],
  'gate.no-randomness': ['There is no source of randomness; nothing was answered.', '缺少随机源；未输出任何结果。'],
  'gate.hold-closed': ['The result has been decided already.', '该结果已有结论。'],
  'gate.hold-not-found': ['There is no such held result.', '没有该待审结果。'],
  'gate.sample': [
    'A sample: masked rows of real people, for use inside the domain only.',
    '样本：脱敏后的真实记录，仅限域内使用。',
  ],
  'gate.sample-no-key': [
    'Table {table} has no key of an entity; nothing can be drawn from it.',
    '表 {table} 没有主体键，无法抽样。',
  ],
  'gate.sample-not-granted': [
    'The grant allows samples of at most {most} entities.',
    '该授权允许的样本最多 {most} 个主体。',
  ],
  'gate.sample-size': ['A sample has at least {least} entities.', '样本至少包含 {least} 个主体。'],
  'gate.policy-budget': ['The privacy budget of the grant is not one that can be kept.', '授权的隐私预算设置不成立。'],
  'gate.policy-caps': ['The caps of the grant let nothing out.', '授权的上限设置不允许任何结果。'],
  'gate.policy-dominance': ['The grant has no rule against one who dominates a sum.', '授权缺少有效的优势规则。'],
  'gate.policy-free-text': [
    'Column {column} is free text; people cannot be grouped by it.',
    '列 {column} 为自由文本，不能用作分组或筛选。',
  ],
  'gate.policy-identifier': [
    'Column {column} identifies people; it has no use in a grant.',
    '列 {column} 为直接标识，授权中不得使用。',
  ],
  'gate.policy-inference': [
    'Withheld figures could be guessed within the width that the grant leaves.',
    '授权的推断区间过窄，被隐去的数值可被推断。',
  ],
  'gate.policy-k': ['A group has at least {least} entities.', '最小分组不得少于 {least} 个主体。'],
  'gate.policy-key-use': [
    'Column {column} is an entity key; it is never shown, grouped by or compared.',
    '列 {column} 为主体键，不得展示、分组或比较。',
  ],
  'gate.policy-near-unique': [
    'Column {column} has hardly two entities with the same value.',
    '列 {column} 的取值几乎各不相同。',
  ],
  'gate.policy-no-key': [
    'Table {table} has sensitive columns and no key by which its entities are counted.',
    '表 {table} 含敏感列而没有主体键，无法保护。',
  ],
  'gate.policy-rounding': [
    'Groups of {base} would show through rounding to {base}.',
    '最小分组与取整基数 {base} 不匹配，小分组会暴露。',
  ],
  'gate.policy-table': ['The perturbation table is wrong at {from}: {fault}.', '扰动表在 {from} 处有误：{fault}。'],
  'gate.review-own-body': [
    'A result is reviewed by people outside the body that asked for it.',
    '待审结果不得由申请方人员审核。',
  ],
  'gate.review-twice': ['You have voted on this result already.', '您已对该结果表决。'],
  'gate.not-completed': [
    'The program did not come to its end; nothing was answered, and nothing counts as released.',
    '程序未能运行完成；没有输出任何结果，也不计为放行。',
  ],
  'gate.nothing-released': [
    'No answer of this product may leave: every group is below the protection threshold or withheld. Group more coarsely, or ask for fewer conditions.',
    '该产品没有任何结果可以放行：所有分组均低于保护门槛或被隐去。请采用更粗的分组或减少条件。',
  ],
  'gate.quota-concurrent': [
    'The workspace of this grant already runs {limit} programs at once; try again in {retryAfterSeconds} s at the latest.',
    '该授权的工作空间已有 {limit} 个程序在运行；最迟 {retryAfterSeconds} 秒后可重试。',
  ],
  'gate.quota-exhausted': [
    'The {limit} runs that this grant allows in a day are used up; it opens again at {opensAt}.',
    '该授权每日 {limit} 次运行的额度已用完；{opensAt} 重新开放。',
  ],
  'gate.unknown-column': ['The grant has no column {column}.', '该授权没有列 {column}。'],
  'gate.unknown-table': ['The grant has no table {table}.', '该授权没有表 {table}。'],
  'product.changed-meanwhile': ['The product was changed meanwhile; look again.', '产品已被他人修改；请刷新后重试。'],
  'product.check-computed': [
    'The check {check} is computed by the platform; a person cannot find on it.',
    '审核事项 {check} 由平台计算得出，不能人工认定。',
  ],
  'product.check-done': ['There is already a finding on {check} in this round.', '本轮审核中事项 {check} 已有意见。'],
  'product.description-incomplete': [
    'A product of the form {form} has to say more of itself; the missing parts are listed.',
    '{form} 形态的产品说明不完整；缺少的内容已列出。',
  ],
  'product.form-not-admitted': [
    'Products of the form {form} are not admitted here.',
    '本地区不受理 {form} 形态的产品。',
  ],
  'product.grant-not-active': ['The grant behind the product is not in force.', '产品所依据的授权未生效或已终止。'],
  'product.grant-of-another': ['The grant belongs to another developer.', '该授权属于其他开发主体。'],
  'product.not-derived': [
    'Columns {columns} show no figures over groups: a product must be derived.',
    '{columns} 列不是汇总结果：产品必须是衍生数据，不得为原始数据。',
  ],
  'product.not-found': ['There is no such product.', '产品不存在。'],
  'product.not-frozen': ['The product has not been frozen yet.', '产品尚未冻结。'],
  'product.not-own': ['The product belongs to another developer.', '该产品属于其他开发主体。'],
  'product.unknown-check': ['The current step does not ask for {check}.', '当前环节没有审核事项 {check}。'],
  'product.wrong-state': [
    'This cannot be done with a product in the state {state}.',
    '产品处于 {state} 状态，不能进行此操作。',
  ],
  'trading.changing': ['The product is being changed; call again.', '产品正在变更，请稍后重试。'],
  'trading.gateway-busy': ['Too many calls are waiting; call again in a moment.', '等待中的调用过多，请稍后重试。'],
  'trading.gateway-closed': ['The service is stopping; call again in a moment.', '服务正在停止，请稍后重试。'],
  'trading.key-for-another-product': ['This key is for another product.', '该密钥用于其他产品。'],
  'trading.key-not-found': ['The order has no such key in use.', '该订单没有此有效密钥。'],
  'trading.key-unknown': ['The key is unknown or was revoked.', '密钥无效或已吊销。'],
  'trading.missing-parameter': ['The parameter {parameter} is missing.', '缺少参数 {parameter}。'],
  'trading.no-price': ['The product has no price in force.', '产品没有生效的价格。'],
  'trading.no-release': ['The product has no released answers.', '产品尚无放行的结果。'],
  'trading.not-listed': ['The product is not in the public catalogue.', '产品未列入公开目录。'],
  'trading.not-recorded': [
    'The call could not be recorded and was not answered; nothing was charged.',
    '本次调用未能存证，因此未予应答，不计费。',
  ],
  'trading.not-your-order': ['The order belongs to another buyer.', '该订单属于其他购买方。'],
  'trading.order-not-found': ['There is no such order.', '订单不存在。'],
  'trading.outside-domain': [
    'The value of {parameter} is not among those that were released.',
    '参数 {parameter} 的取值不在放行范围内。',
  ],
  'trading.own-product': ['A developer does not buy its own product.', '开发主体不能购买自己的产品。'],
  'trading.price-allocated': [
    'Prices of products of this purpose are set by the price authority.',
    '此类用途的产品实行行政配置，由价格主管部门定价。',
  ],
  'trading.price-change-too-large': [
    'The price may change by at most {maxChangePercent} percent.',
    '价格调整幅度不得超过 {maxChangePercent}%。',
  ],
  'trading.price-gap': [
    'The next price must begin when the last one ends, at {until}.',
    '新价格须与现行价格衔接（现行价格至 {until}）。',
  ],
  'trading.price-malformed': ['The price does not hold together: {what}.', '价格内容不一致：{what}。'],
  'trading.price-not-allocated': ['This product is priced by the market.', '该产品实行市场定价。'],
  'trading.price-not-yours': ['Only the developer of the product sets its price.', '仅产品的开发主体可以定价。'],
  'trading.price-order': ['The next price must begin after {after}.', '新价格的生效时间须晚于 {after}。'],
  'trading.price-too-soon': [
    'A new price needs {noticeDays} days of notice; the earliest moment is {earliest}.',
    '价格调整须提前 {noticeDays} 日通知，最早于 {earliest} 生效。',
  ],
  'trading.service-stopped': [
    'The product is not in service: {state}, ground {ground}.',
    '产品已停止服务：状态 {state}，事由 {ground}。',
  ],
  'trading.too-many-keys': ['An order has at most {max} keys in use.', '每个订单最多 {max} 个有效密钥。'],
  'trading.unknown-parameter': [
    'A parameter is not known; the product takes {known}.',
    '存在未知参数；产品的参数为 {known}。',
  ],
  'trading.wrong-state': [
    'This cannot be done with a listing in the state {state}.',
    '上架状态为 {state}，不能进行此操作。',
  ],
};
