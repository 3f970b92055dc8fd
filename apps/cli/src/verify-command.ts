import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DomainError } from '@sluice/kernel';
import { describeReport, verifyBundle, type Report } from '@sluice/ledger/verifier';
import { missing, readFlags, type Command } from './command.ts';
import { EXIT_NOT_PROVEN } from './exit-codes.ts';

const help = {
  en: `sluice verify BUNDLE.zip … — prove evidence bundles, without server, network or clock

  --policy FILE   the trust policy you got over another channel; without it the bundle's own keys are used, and said so
  --tsa-root FILE the root certificates (PEM) of time stamping authorities that you trust
  --json          the whole report as one JSON document, a list of them for several bundles
  --page FILE     write the same verifier as one HTML file, for people without this program; it needs no network

  Exit code 0: nothing is wrong. 10: something is; each fault with its file and place.

  npx sluice verify var/demo/*.bundle.zip
  npx sluice verify bundle.zip --policy log-policy.txt --json
  npx sluice verify --page verify.html
`,
  'zh-CN': `sluice verify 证据包.zip … — 离线验证证据包，无需服务器、网络和时钟

  --policy 文件   通过其他渠道取得的信任策略；不给出时使用证据包自带的公钥，并会说明
  --tsa-root 文件 您所信任的时间戳机构根证书（PEM）
  --json          以一个 JSON 文档输出完整报告（多个证据包时为列表）
  --page 文件     将同一核验程序写成单个 HTML 文件，供没有本程序的人离线使用

  退出码 0：没有问题；10：存在问题，逐一指出文件和位置。

  npx sluice verify var/demo/*.bundle.zip
  npx sluice verify bundle.zip --policy log-policy.txt --json
  npx sluice verify --page verify.html
`,
} as const;

export const verifyCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, {
    policy: { type: 'string' },
    'tsa-root': { type: 'string' },
    json: { type: 'boolean' },
    page: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  if (values.page !== undefined) {
    // Loaded only here: verifying itself does without the server.
    const { buildVerifyPage } = await import('@sluice/server');
    await writeFile(values.page, (await buildVerifyPage()).html);
    context.say(
      context.language === 'en'
        ? `Wrote the verifier as one page: ${resolve(values.page)}`
        : `已将核验程序写成单个页面：${resolve(values.page)}`,
    );
    if (positionals.length === 0) {
      if (values.json) context.print({ page: resolve(values.page) });
      return 0;
    }
  }
  if (positionals.length === 0) throw missing('BUNDLE.zip', 'npx sluice verify var/demo/*.bundle.zip');
  const policy = values.policy === undefined ? undefined : (await read(values.policy)).toString('utf8');
  const roots = values['tsa-root'] === undefined ? undefined : readRoots((await read(values['tsa-root'])).toString());
  const reports: (Report & { readonly bundle: string })[] = [];
  for (const bundle of positionals) {
    const report = verifyBundle(await read(bundle), {
      ...(policy === undefined ? {} : { policy }),
      ...(roots === undefined ? {} : { timestampRoots: roots }),
    });
    reports.push({ bundle, ...report });
    context.say(bundle);
    for (const line of describeReport(report, context.language === 'en' ? 'en' : 'zh')) context.say(`  ${line}`);
  }
  if (values.json) context.print(reports.length === 1 ? reports[0] : reports);
  return reports.every((report) => report.ok) ? 0 : EXIT_NOT_PROVEN;
};

const readRoots = (pem: string): Uint8Array[] =>
  [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)].map(([, body = '']) =>
    Buffer.from(body, 'base64'),
  );

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    throw new DomainError('cli.file-missing', 'not-found', { file });
  }
}
