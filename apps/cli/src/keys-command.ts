import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rotateFolderMaster } from '@sluice/server';
import { DomainError } from '@sluice/kernel';
import { missing, readFlags, type Command } from './command.ts';
import { rotateLogCommand, rotateLogHelp } from './rotate-log-command.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const help = {
  en: `sluice keys rotate-master — a fresh master key for the vault of a stopped installation

  --data DIR    the data folder, ./var/data of the checkout unless said (or SLUICE_DATA)
  --json        one JSON document

  Every data key is wrapped anew and read back before the old master key is overwritten; no data is sealed again. Killed
  at any point, the next start ends it. The rotation is entered in the evidence. Where SLUICE_KEY_SERVICE names the socket
  of a key service, its present version is taken over instead.

  npx sluice keys rotate-master --data ./var/mine
`,
  'zh-CN': `sluice keys rotate-master — 为已停止的安装更换数据库房主密钥

  --data 目录   数据目录，默认为项目下的 ./var/data（或环境变量 SLUICE_DATA）
  --json        输出一个 JSON 文档

  先将全部数据密钥重新封装并逐一读回，再覆写旧主密钥；数据本身不重新密封。任何时刻中断，下次启动会完成。
  轮换写入存证。若 SLUICE_KEY_SERVICE 指向密钥服务的套接字，则改用其当前版本。

  npx sluice keys rotate-master --data ./var/mine
`,
} as const;

export const keysCommand: Command = async (context) => {
  if (context.args[0] === 'rotate') return rotateLogCommand(context);
  const { values, positionals } = readFlags(context.args, {
    data: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(`${help[context.language]}\n${rotateLogHelp[context.language]}`);
    return 0;
  }
  if (positionals.length === 0)
    throw missing('rotate | rotate-master', 'npx sluice keys rotate-master --data ./var/mine');
  if (positionals[0] !== 'rotate-master' || positionals.length > 1)
    throw new DomainError('cli.usage', 'invalid', { word: positionals.join(' ') });
  const done = await rotateFolderMaster(
    resolve(values.data ?? context.environment['SLUICE_DATA'] ?? join(root, 'var/data')),
    context.environment['SLUICE_KEY_SERVICE'],
  );
  if (values.json) context.print(done);
  context.say(
    context.language === 'en'
      ? `✓ ${done.keys} keys are under master key ${done.to}; ${done.from} is retired`
      : `✓ ${done.keys} 个密钥已由主密钥 ${done.to} 封装；${done.from} 已停用`,
  );
  return 0;
};
