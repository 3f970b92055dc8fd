import type { Checkpoint } from '../tlog/checkpoint.ts';
import type { BundleEntry } from './bundle-format.ts';

/** What a bundle says in words. Built anew by the verifier and compared, so that it cannot say anything else. */
export function statementOf(entryId: string, checkpoint: Checkpoint, entries: readonly BundleEntry[]): string {
  const subject = entries.find((one) => one.id === entryId);
  const streams = Map.groupBy(entries, (one) => one.stream);
  const lines = [
    '数闸证据包 · Sluice evidence bundle',
    '',
    `关于 About: ${subject ? `${subject.type} ${entryId}` : entryId}`,
    `时间 At: ${subject?.at ?? ''}`,
    `日志 Log: ${checkpoint.origin}, ${checkpoint.size} 条 entries`,
    '',
    '本包列出该行为及其上游全部对象的存证条目；逐条可离线核验。',
    'This bundle holds the entry of the act and of every object upstream of it; each can be verified offline.',
    '',
  ];
  for (const [stream, story] of [...streams].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    lines.push(stream);
    for (const one of story)
      lines.push(`  #${one.streamSeq}  ${one.at}  ${one.type}  ${one.actor}  (log ${one.index})`);
  }
  return `${lines.join('\n')}\n`;
}
