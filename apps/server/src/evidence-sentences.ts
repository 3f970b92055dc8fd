/** Sentences on bundles, identifiers and the log's keys. */
export const evidenceSentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'ledger.entry-unknown': ['Nothing is recorded under this name, or not yet.', '没有以此名义的存证记录，或尚未记录。'],
  'ledger.not-published': [
    'No signed checkpoint covers this yet; try again in a moment.',
    '尚无已签名的检查点覆盖该记录；请稍后再试。',
  ],
  'ledger.not-party': [
    'Evidence of this is given to those who took part and to overseers of the jurisdiction.',
    '该存证仅提供给参与方和本辖区的监管方。',
  ],
  'ledger.other-jurisdiction': ['This stands under the rules of another jurisdiction.', '该事项适用其他辖区的规则。'],
  'ledger.not-auditor': [
    'Only authorities and supervisors export all entries of a time.',
    '按时间范围导出全部存证仅限主管和监督部门。',
  ],
  'ledger.about-other-act': ['The entry is not the completion of a destruction.', '该条目不是已完成的销毁记录。'],
  'ledger.range-empty': ['No published entry lies in this range.', '该范围内没有已公布的存证条目。'],
  'ledger.range-too-long': [
    'This range has {entries} entries, from {from} to {to}; a bundle holds at most {most}. Ask for parts of it.',
    '该范围共有 {entries} 条（{from} 至 {to}），一个证据包最多 {most} 条；请分段导出。',
  ],
  'ledger.bundle-too-large': [
    'This story has more upstream than a bundle can hold; export its parts.',
    '该对象的上游超出一个证据包的容量；请分别导出。',
  ],
  'ledger.rotation-unfinished': [
    'A rotation of the log’s keys was interrupted; run `sluice keys rotate` again.',
    '存证日志密钥的更换曾被中断；请再次执行 sluice keys rotate。',
  ],
  'ledger.other-keys': [
    'The last checkpoint of {origin} was not signed by the keys of this folder; put the right ones back, or begin a new origin. Nothing is signed.',
    '{origin} 的最后检查点不是由本目录的密钥签名；请放回正确的密钥，或启用新的日志名称。在此之前不再签名。',
  ],
  'ledger.twin-diverged': [
    'The SM3 log does not follow from the entries any more; run `sluice audit`.',
    'SM3 日志与存证条目不再相符；请执行 sluice audit。',
  ],
  'identifier.unknown': [
    'No object of this node or of a connected one has this identifier.',
    '本节点及已连接的节点均无此标识的对象。',
  ],
  'identifier.node-unreachable': [
    'The node {node} that issued the identifier does not answer.',
    '签发该标识的节点 {node} 没有应答。',
  ],
};
