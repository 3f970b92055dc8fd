import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSystemClock, DomainError } from '@sluice/kernel';
import { openWitness, serveWitness } from '@sluice/ledger/witness';
import { readFlags, type Command } from './command.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const DEFAULT_LISTEN = '127.0.0.1:4610';

const help = {
  en: `sluice witness — cosign the checkpoints of a log (c2sp.org/tlog-witness)

  --log-vkey VKEY     key of a log to watch, as its policy names it; once for each key
  --data DIR          own key and state, ./var/witness of the checkout unless said; nothing else may write there
  --listen HOST:PORT  ${DEFAULT_LISTEN} unless said (port 0: any free one)
  --name NAME         name of the key, as in example.org/witness; after the key itself unless said
  --until-stdin-ends  end when standard input does: with the program that started it
  --json              print one JSON document when it answers

  Run it on another machine, by somebody else: a witness beside the log goes back with the log.

  npx sluice witness --listen 0.0.0.0:4610 --data ./var/witness --log-vkey "$(curl -s http://localhost:4600/log/keys | sed -n 's/^log //p' | head -1)"
`,
  'zh-CN': `sluice witness — 为日志的检查点附签（c2sp.org/tlog-witness）

  --log-vkey 公钥       所见证日志的公钥（见其信任策略），每把公钥一次
  --data 目录           自己的密钥和状态，默认为项目下的 ./var/witness；不得由他人写入
  --listen 地址:端口    默认 ${DEFAULT_LISTEN}（端口 0 表示任意空闲端口）
  --name 名称           公钥的名称，如 example.org/witness；默认以公钥命名
  --until-stdin-ends    标准输入结束时随之结束：与启动它的程序同止
  --json                就绪后输出一个 JSON 文档

  请由他人在另一台机器上运行：与日志同处一地的见证者会随日志一起倒退。

  npx sluice witness --listen 0.0.0.0:4610 --data ./var/witness --log-vkey "$(curl -s http://localhost:4600/log/keys | sed -n 's/^log //p' | head -1)"
`,
} as const;

const flags = {
  'log-vkey': { type: 'string', multiple: true },
  data: { type: 'string' },
  listen: { type: 'string' },
  name: { type: 'string' },
  'until-stdin-ends': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Runs until it is asked to stop. */
export const witnessCommand: Command = async (context) => {
  const { values } = readFlags(context.args, flags);
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const { host, port } = readAddress(values.listen ?? DEFAULT_LISTEN);
  const { witness, key, vkey } = await openWitness({
    folder: values.data ?? join(root, 'var/witness'),
    logVkeys: values['log-vkey'] ?? [],
    clock: createSystemClock(Date.now),
    ...(values.name === undefined ? {} : { name: values.name }),
  });
  const served = await serveWitness({ witness, key, host, port, onFailure: (code) => context.warn(code) });
  if (values.json) context.print({ url: served.url, vkey });
  context.say(`${served.url}\n${vkey}`);
  await untilAsked(values['until-stdin-ends'] === true);
  await served.close();
  return 0;
};

function readAddress(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', digits = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (!host || Number(digits) > 65_535) throw new DomainError('cli.usage', 'invalid', { word: `--listen ${text}` });
  return { host, port: Number(digits) };
}

async function untilAsked(withStdin: boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    // The terminal's Ctrl-C reaches the whole group: one that ends with its parent waits for its parent.
    if (withStdin) {
      process.on('SIGINT', () => undefined);
      process.stdin
        .on('end', resolve)
        .on('error', () => resolve())
        .resume();
    } else process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve).on('SIGHUP', resolve);
  });
  process.stdin.pause();
}
