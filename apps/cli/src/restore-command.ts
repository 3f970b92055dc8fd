import { resolve } from 'node:path';
import { restoreFolder, type Restored } from '@sluice/server';
import { missing, readFlags, type Command } from './command.ts';
import { exitCodeOf } from './exit-codes.ts';

const EXAMPLE =
  'npx sluice restore --from /backup/data --keys-from /safe/keys --into ./var/restored --newer-log /saved/ledger/log';

const help = {
  en: `sluice restore — bring a backup back into an empty folder

  --from DIR        a backup, or the folder of all of them: then the newest
  --keys-from DIR   the folder of the escrowed keys
  --into DIR        the new data folder, empty or not there yet

  and one of these, for the original may have signed more since, and two histories under one name must never be:
  --newer-log WHAT  the log from after the backup: a folder with its public files (ledger/log of the old folder, or a
                    copy of /log; shows what was destroyed since, too), a file with a checkpoint or receipt, or the
                    address of the server, http://…
  --new-origin      begin a log of a new origin, cross-linked with the old one; needed where the log was further than
                    the backup. Lost entries are entered with the mark "effect lost"
  --original-is-gone  you state that the original signed nothing after the backup's last checkpoint, and will sign nothing
                    more. The first start enters your statement in the log
  --json            one JSON document

  Every file is held against the manifest. What has been destroyed since is removed before anything opens. A log that went
  back does not sign: then the exit code is 7, and --new-origin is the way out.

  npx sluice restore --from /backup/data --keys-from /safe/keys --into ./var/restored --newer-log /saved/ledger/log
`,
  'zh-CN': `sluice restore — 将备份恢复到一个空目录

  --from 目录       一个备份，或存放备份的目录（取最新者）
  --keys-from 目录  密钥托管目录
  --into 目录       新的数据目录，须为空或尚不存在

  另须给出下列之一，因为原平台在备份之后可能又签过名，而同一日志名下不得有两份历史：
  --newer-log 来源  备份之后的日志：公开文件目录（旧目录的 ledger/log 或 /log 的副本，并说明此后的销毁），
                    含检查点或回执的文件，或服务器地址 http://…
  --new-origin      以新的日志名继续，并与旧日志互相引用；日志比备份更新时需要。丢失的记录以“效果已失”重新入账
  --original-is-gone  您声明：原平台在备份的最后检查点之后未签过名，今后也不再签名。首次启动时该声明记入日志
  --json            输出一个 JSON 文档

  逐一核对清单；此后已销毁的内容在打开之前即被清除。日志倒退时拒绝签名：退出码为 7，出路是 --new-origin。

  npx sluice restore --from /backup/data --keys-from /safe/keys --into ./var/restored --newer-log /saved/ledger/log
`,
} as const;

export const restoreCommand: Command = async (context) => {
  const { values } = readFlags(context.args, {
    from: { type: 'string' },
    'keys-from': { type: 'string' },
    into: { type: 'string' },
    'newer-log': { type: 'string' },
    'new-origin': { type: 'boolean' },
    'original-is-gone': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const wanted = (name: 'from' | 'keys-from' | 'into'): string => {
    const value = values[name];
    if (value === undefined) throw missing(`--${name} DIR`, EXAMPLE);
    return resolve(value);
  };
  const newerLog = values['newer-log'];
  const done = await restoreFolder({
    from: wanted('from'),
    keysFrom: wanted('keys-from'),
    into: wanted('into'),
    newerLog: newerLog === undefined || /^https?:\/\//.test(newerLog) ? newerLog : resolve(newerLog),
    newOrigin: values['new-origin'] === true,
    originalIsGone: values['original-is-gone'] === true,
  });
  if (values.json) context.print(done);
  for (const line of linesOf(done, context.language)) context.say(line);
  return done.behind ? exitCodeOf.precondition : 0;
};

function linesOf(done: Restored, language: 'en' | 'zh-CN'): readonly string[] {
  const en = language === 'en';
  const { backup, madeAt, files, entries, signed, destroyedKeys, newOrigin } = done;
  return [
    en
      ? `✓ ${backup} of ${madeAt}: ${files} files verified, ${entries} entries`
      : `✓ ${backup}（${madeAt}）：已核对 ${files} 个文件，${entries} 条记录`,
    ...(destroyedKeys > 0
      ? [
          en
            ? `  destroyed since and removed again: ${destroyedKeys} keys`
            : `  此后已销毁、再次清除：${destroyedKeys} 个密钥`,
        ]
      : []),
    ...(newOrigin
      ? [
          en
            ? `  a new origin follows ${newOrigin.previous}; ${newOrigin.lostEntries} entries marked "effect lost"`
            : `  新日志承接 ${newOrigin.previous}；${newOrigin.lostEntries} 条记录标为“效果已失”`,
        ]
      : []),
    ...(done.behind || newOrigin
      ? []
      : [
          en
            ? '  it goes on under its own name: never start the original again'
            : '  将以原日志名继续：请勿再启动原平台',
        ]),
    ...(done.behind
      ? [
          en
            ? `✗ the log had ${signed} signed entries, this backup has ${entries}: it will not sign. Restore with --new-origin`
            : `✗ 日志已签名 ${signed} 条，本备份仅 ${entries} 条：将拒绝签名。请使用 --new-origin 恢复`,
        ]
      : []),
  ];
}
