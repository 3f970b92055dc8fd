import type { DestructionView } from '@sluice/vault';

/** An entry of a destruction's story, as the certificate names it. */
export interface CertifiedEntry {
  readonly entryId: string;
  readonly type: string;
  readonly at: string;
  readonly leafHash: string;
  readonly index: number | null;
}

const targets = {
  epoch: ['one version of a resource’s data', '资源的一个数据版本'],
  resource: ['all data of a resource', '资源的全部数据'],
  workspace: ['the workspace of a grant', '授权的工作空间'],
} as const;

const DATE = (iso: string | undefined): string => iso ?? '—';

/**
 * The destruction certificate 销毁证明: what the entries say, as a document to be handed over. It proves nothing by itself;
 * the evidence bundle of the completion entry does, and the certificate names it.
 */
export function destructionCertificate(it: DestructionView, entries: readonly CertifiedEntry[]): string {
  const [en, zh] = targets[it.target.kind];
  return [
    '数据销毁证明 · Certificate of destruction',
    '='.repeat(72),
    `编号 Number:            ${it.id}`,
    `对象 What:              ${zh} · ${en}: ${it.target.id}`,
    `所属 Belongs to:        ${it.ownerId}`,
    `辖区 Jurisdiction:      ${it.jurisdiction}`,
    `事由 Ground:            ${it.ground}${it.groundEntry ? ` (${it.groundEntry})` : ''}`,
    `申请 Requested:         ${DATE(it.requestedAt)} ${it.requestedBy ?? '（依授权终止自动 · by the end of the grant）'}`,
    ...it.approvals.map((one) => `批准 Approved:          ${one.at} ${one.person} (${one.role}, ${one.body})`),
    `完成 Completed:         ${DATE(it.completedAt)}`,
    '',
    `销毁的密钥 Keys destroyed (${it.keyIds.length}):`,
    ...it.keyIds.map((id) => `  ${id}`),
    `密文摘要 Digests of the sealed files before, SHA-256 (${it.ciphertexts.length}):`,
    ...it.ciphertexts.map((one) => `  ${one.sha256}  ${one.file}`),
    ...(it.retained.length === 0
      ? []
      : [`保留（仍被有效版本引用） Retained, still named by a live version (${it.retained.length}):`]),
    ...it.retained.map((id) => `  ${id}`),
    '',
    ...(it.escrowedUntil === undefined
      ? ['没有已知的密钥托管副本。 · No copy of the keys is known in any escrow.']
      : [
          `密钥的最后一份托管副本于 ${it.escrowedUntil} 失效。`,
          `The last known copy of the keys in an escrow expires on ${it.escrowedUntil}.`,
        ]),
    '',
    '存证 Evidence:',
    ...entries.map((one) => `  ${one.at}  ${one.type}  ${one.entryId}  ${one.leafHash}  ${one.index ?? '…'}`),
    '',
    '本证明表明平台持有的密钥已不存在；不表明他处没有数据副本。',
    'This shows that the platform’s keys are gone. It does not show that no copy of the data exists elsewhere.',
    '',
  ].join('\n');
}
