/** English, Chinese. Every example works as it stands in a checkout with the demo city. */
const texts = {
  en: `sluice 数闸 — authorized operation of public data

  sluice start [--port 4600] [--data DIR] [--no-demo]   start the server
  sluice demo [--jurisdiction ID] [--url URL]            the whole chain, from a file to a verified call
  sluice ingest FILE --fields FIELDS.json [--out DIR]    check a file, without a server
  sluice gate explain|run|sample|attack --grant FILE …   ask or attack the gate, without a server
  sluice verify BUNDLE.zip … [--policy FILE]             prove evidence bundles, without server or network
  sluice audit [--data DIR]                              read all evidence again, and every row against it
  sluice backup --to DIR --keys-to DIR                   back up an installation, its keys apart
  sluice restore --from DIR --keys-from DIR --into DIR   bring a backup back, without what was destroyed since
  sluice destroy propose|approve|certificate …           destroy data by its keys, two others approving
  sluice keys rotate [--policy FILE]                     new signing keys for the evidence log
  sluice keys rotate-master                              a fresh master key for the vault
  sluice witness --log-vkey VKEY [--data DIR]            cosign the checkpoints of a log, for somebody else
  sluice case list|show|act …                            one's own work on a running server, for scripts
  sluice calendar show|load FILE                         the working days that limits are counted by
  sluice profile check FILE …                            examine the profile of a jurisdiction before it is used
  sluice help [COMMAND]                                  more about a command

Every command takes --json: one JSON document on standard output and nothing else.

Exit codes: 0 done · 1 unforeseen · 2 not valid · 3 not signed in · 4 not allowed · 5 not found · 6 conflict ·
7 something must come first · 8 too often · 9 not available · 10 not proven · 11 refused by the gate

Examples
  npx sluice start --port 4700 --data ./var/mine
  npx sluice demo
  npx sluice demo --json > demo.json
  npx sluice gate explain "select district, count(*) from visits group by 1" --grant examples/visits.grant.json
  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json
  npx sluice verify var/demo/*.bundle.zip
`,
  'zh-CN': `sluice 数闸 — 公共数据授权运营

  sluice start [--port 4600] [--data 目录] [--no-demo]   启动服务器
  sluice demo [--jurisdiction 辖区] [--url 地址]          全链路演示：从文件到可验证的调用
  sluice ingest 文件 --fields 字段.json [--out 文件夹]   校验一个数据文件，无需服务器
  sluice gate explain|run|sample|attack --grant 文件 …   不经服务器直接询问、抽样或攻击闸门
  sluice verify 证据包.zip … [--policy 文件]              离线验证证据包
  sluice audit [--data 目录]                              重读全部存证，并逐行核对数据
  sluice backup --to 目录 --keys-to 目录                 备份安装，密钥分开托管
  sluice restore --from 目录 --keys-from 目录 --into 目录  恢复备份，此后已销毁的内容不再恢复
  sluice destroy propose|approve|certificate …           以销毁密钥销毁数据，须另外两人同意
  sluice keys rotate [--policy 文件]                     更换存证日志的签名密钥
  sluice keys rotate-master                              更换数据库房主密钥
  sluice witness --log-vkey 公钥 [--data 目录]            为他人的日志检查点附签
  sluice case list|show|act …                            供脚本查看和办理自己的案件
  sluice calendar show|load 文件                          查看、载入工作日历
  sluice profile check 文件 …                             启用前检查辖区配置
  sluice help [命令]                                     查看某个命令的说明

每个命令均支持 --json：标准输出仅为一个 JSON 文档。

退出码：0 完成 · 1 未预见 · 2 输入无效 · 3 未登录 · 4 无权 · 5 不存在 · 6 冲突 · 7 前置条件未满足 ·
8 过于频繁 · 9 不可用 · 10 未能证明 · 11 被闸门拒绝

示例
  npx sluice start --port 4700 --data ./var/mine
  npx sluice demo
  npx sluice demo --json > demo.json
  npx sluice gate explain "select district, count(*) from visits group by 1" --grant examples/visits.grant.json
  npx sluice ingest examples/visits.csv --fields examples/visits.fields.json
  npx sluice verify var/demo/*.bundle.zip
`,
} as const;

export const helpText = (language: 'en' | 'zh-CN'): string => texts[language];
