import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@sluice/kernel';
import type { AuditReport } from '@sluice/ledger';
import { auditFolder } from '@sluice/server';
import { readFlags, type Command } from './command.ts';
import { EXIT_NOT_PROVEN } from './exit-codes.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const help = {
  en: `sluice audit — read the whole evidence of a data folder again, and every ledgered row against its last entry

  --data DIR   the data folder, ./var/data of the checkout unless said (or SLUICE_DATA); its server may be running
  --from SIZE  only what came after this size of the log, which an earlier audit has read
  --all        every place of a finding, not only the first
  --json       the report as one JSON document

  DATABASE_URL  the external PostgreSQL of this data folder, where it has one

  Exit code 0: all agrees. 10: something does not; the first place of each kind is named.

  npx sluice audit
  npx sluice audit --data ./var/mine --json
`,
  'zh-CN': `sluice audit — 重读一个数据目录的全部存证，并将每一条入账的行与其最后一条记录核对

  --data 目录   数据目录，默认为项目下的 ./var/data（或环境变量 SLUICE_DATA）；其服务器可以正在运行
  --from 长度   只重读日志此长度之后的部分（此前部分已由先前的审计读过）
  --all         列出每类不符的全部位置，而不仅是首处
  --json        以一个 JSON 文档输出报告

  DATABASE_URL  该数据目录使用的外部 PostgreSQL

  退出码 0：全部相符；10：有不符之处，逐类指出首处位置。

  npx sluice audit
  npx sluice audit --data ./var/mine --json
`,
} as const;

type Wording = Readonly<Record<'en' | 'zh-CN', string>>;

const findings: Readonly<Record<string, Wording>> = {
  'checkpoint-unsigned': { en: 'a signature of the checkpoint is wrong', 'zh-CN': '检查点签名不成立' },
  'checkpoint-differs': { en: 'the published checkpoint is another one', 'zh-CN': '公布的检查点与保存的不同' },
  'file-missing': { en: 'a log file is missing', 'zh-CN': '日志文件缺失' },
  'file-stray': { en: 'a file lies in the log that no tile of it has', 'zh-CN': '日志目录中有不属于日志的文件' },
  'entry-file-changed': { en: 'an entry file was changed', 'zh-CN': '记录文件被改动' },
  'tile-changed': { en: 'a tile was changed', 'zh-CN': '哈希块文件被改动' },
  'log-row-changed': { en: 'a row of the log was changed', 'zh-CN': '日志表中的行被改动' },
  'log-hole': { en: 'the log has a hole', 'zh-CN': '日志有缺' },
  'root-mismatch': { en: 'the root is not the signed one', 'zh-CN': '算出的根与签名的不同' },
  'stream-broken': { en: 'the story of an object is broken', 'zh-CN': '对象的记录不相接' },
  'stream-cut': { en: 'the end of an object’s story is missing', 'zh-CN': '对象的记录缺尾' },
  'checkpoint-behind': {
    en: 'the checkpoint went back behind what was published',
    'zh-CN': '检查点倒退到已公布的之前',
  },
  'head-changed': {
    en: 'size or root of the log in the database is another one',
    'zh-CN': '数据库中的日志长度或根不符',
  },
  'stream-head-changed': { en: 'the head of an object’s story points elsewhere', 'zh-CN': '对象记录的头指向别处' },
  'reference-unresolved': { en: 'an entry refers to an object that has no story', 'zh-CN': '记录引用的对象没有记录' },
  'outbox-row-changed': { en: 'a waiting entry was changed or forged', 'zh-CN': '等待入账的记录被改动或伪造' },
  'payload-missing': { en: 'what an entry commits to was taken away', 'zh-CN': '记录所承诺的内容被移除' },
  'payload-changed': { en: 'what an entry commits to was changed', 'zh-CN': '记录所承诺的内容被改动' },
  'payload-stray': { en: 'a payload belongs to no entry', 'zh-CN': '内容不属于任何记录' },
  'row-state-changed': { en: 'the last entry of a row is another one', 'zh-CN': '数据行的最后一条记录不符' },
  'guard-missing': { en: 'a table has lost its guard', 'zh-CN': '数据表的守卫被移除' },
  'door-changed': {
    en: 'what keeps the evidence in the database is not that of this release',
    'zh-CN': '数据库中守护存证的函数、行为清单或权限与本版本不符',
  },
  'refusals-changed': {
    en: 'lines of the log of refusals are not those that were entered',
    'zh-CN': '拒绝日志与已入账的摘要不符',
  },
  'derived-changed': { en: 'a derived row does not follow from its source', 'zh-CN': '派生的数据行与其来源不符' },
  'row-changed': { en: 'a row was changed without an entry', 'zh-CN': '数据行被改动而没有记录' },
  'row-inserted': { en: 'a row was added without an entry', 'zh-CN': '数据行被加入而没有记录' },
  'row-deleted': { en: 'a row was removed without an entry', 'zh-CN': '数据行被删除而没有记录' },
};

const summary = {
  en: (r: AuditReport) =>
    `${r.entries} entries, ${r.published} under the signed checkpoint${r.from > 0 ? `, read from ${r.from} on` : ''}; ${r.rows} rows compared, ${r.payloads} payloads opened`,
  'zh-CN': (r: AuditReport) =>
    `共 ${r.entries} 条记录，其中 ${r.published} 条在已签名的检查点之下${r.from > 0 ? `，自第 ${r.from} 条起重读` : ''}；核对了 ${r.rows} 行数据，开启了 ${r.payloads} 份内容`,
} as const;

export const auditCommand: Command = async (context) => {
  const { values } = readFlags(context.args, {
    data: { type: 'string' },
    from: { type: 'string' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const report = await auditFolder({
    dataFolder: resolve(values.data ?? context.environment['SLUICE_DATA'] ?? join(root, 'var/data')),
    databaseUrl: context.environment['DATABASE_URL'],
    from: sizeOf(values.from),
  });
  if (values.json) context.print(report);
  for (const finding of report.findings) {
    const words = findings[finding.code]?.[context.language] ?? finding.code;
    context.say(`✗ ${words}: ${finding.place}${finding.count > 1 ? ` (× ${finding.count})` : ''}`);
    if (values.all) for (const place of finding.places.slice(1)) context.say(`    ${place}`);
  }
  context.say(`${report.ok ? '✓' : '–'} ${summary[context.language](report)}`);
  return report.ok ? 0 : EXIT_NOT_PROVEN;
};

/** @throws DomainError `cli.usage` (invalid) */
function sizeOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,15}$/.test(text)) throw new DomainError('cli.usage', 'invalid', { word: text });
  return Number(text);
}
