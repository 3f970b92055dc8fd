import { wording } from '@sluice/server/wording';
import type { Params } from '@sluice/kernel';

const own: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'cli.usage': ["'{word}' is not understood here; see: sluice help", '无法识别“{word}”；请查看：sluice help'],
  'cli.file-missing': ['There is no file {file}.', '文件 {file} 不存在。'],
  'cli.grant-malformed': ['The grant file is not right at {part}.', '授权文件有误：{part}。'],
  'demo.server-unreachable': ['No server answers at {url}.', '{url} 没有服务器应答。'],
  'demo.step-failed': [
    'The demo stopped in {jurisdiction} after step {after}: {answer}',
    '演示在 {jurisdiction} 的步骤 {after} 之后停止：{answer}',
  ],
  'cli.fields-malformed': ['{file} does not hold a list of field definitions.', '{file} 不是有效的信息项定义列表。'],
  'audit.no-evidence': ['{folder} holds no evidence log.', '{folder} 中没有存证日志。'],
  'cli.command-unknown': ["There is no command '{word}'; see: sluice help", '没有命令“{word}”；请查看：sluice help'],
};

/** One sentence for a code; the code itself where no sentence is known. */
export function sentenceOf(code: string, params: Params, language: 'en' | 'zh-CN'): string {
  const [en, zh] = own[code] ?? [];
  const sentence = language === 'en' ? en : zh;
  if (sentence) return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  return wording(code, params, language) ?? code;
}
