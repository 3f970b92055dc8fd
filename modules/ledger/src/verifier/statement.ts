import type { Checkpoint } from '../tlog/checkpoint.ts';
import { subjectOf, type About } from './about.ts';
import type { BundleEntry } from './bundle-format.ts';
import { groupBy, sortedBy } from './group-by.ts';

/** What a bundle says in words. Built anew by the verifier and compared, so that it cannot say anything else. */
export function statementOf(about: About, checkpoint: Checkpoint, entries: readonly BundleEntry[]): string {
  const lines = [
    '数闸证据包 · Sluice evidence bundle',
    '',
    ...headOf(about, entries),
    `日志 Log: ${checkpoint.origin}, ${checkpoint.size} 条 entries`,
    '',
    ...(about.kind === 'range'
      ? [
          '本包列出该区间内的全部存证条目，无一遗漏；可离线核验。',
          'This bundle holds every entry of the range, none left out; it can be verified offline.',
        ]
      : [
          '本包列出该行为及其上游全部对象的存证条目；逐条可离线核验。',
          'This bundle holds the entry of the act and of every object upstream of it; each can be verified offline.',
        ]),
    '',
  ];
  for (const [stream, story] of sortedBy(
    groupBy(entries, (one) => one.stream),
    ([name]) => name,
  )) {
    lines.push(stream);
    for (const one of story)
      lines.push(`  #${one.streamSeq}  ${one.at}  ${one.type}  ${one.actor}  (log ${one.index})`);
  }
  return `${lines.join('\n')}\n`;
}

function headOf(about: About, entries: readonly BundleEntry[]): readonly string[] {
  const id = subjectOf(about);
  const subject = entries.find((one) => one.id === id);
  switch (about.kind) {
    case 'entry':
    case 'destruction':
      return [
        `关于 About: ${subject ? `${subject.type} ${about.entry}` : about.entry}`,
        `时间 At: ${subject?.at ?? ''}`,
      ];
    case 'story':
      return [`关于 About: ${about.stream}，第 0 至 ${about.last} 条 numbers 0 to ${about.last}`];
    case 'resource-version':
      return [
        `关于 About: ${about.stream}，第 ${about.version} 版 version ${about.version}`,
        `时间 At: ${subject?.at ?? ''}`,
      ];
    case 'range':
      return [
        `关于 About: 日志第 ${about.from} 至 ${about.to - 1} 条 log entries ${about.from} to ${about.to - 1}`,
        `时间 Time: ${about.since ?? '–'} … ${about.until ?? '–'}`,
      ];
  }
}
