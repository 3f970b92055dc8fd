import type { StepLine } from '@sluice/demo';

type Language = 'en' | 'zh-CN';

export function demoHelp(language: Language, jurisdictions: readonly string[]): string {
  const ids = jurisdictions.join(' | ');
  return language === 'en'
    ? `sluice demo — the whole chain, from an agency's file to a call whose evidence is verified offline

  --jurisdiction ID        ${ids} | all (all unless said)
  --url URL                a running server with the demo city; without it an own one on a free port, thrown away after
  --administrator FILE     administrator.json of that server's data folder: lets working days pass where its clock can be moved
  --size small|full        size of the own server's city, small unless said
  --out DIR                where the bundles are kept, var/demo of the checkout unless said
  --json                   every step and result as one JSON document

  npx sluice demo --jurisdiction ${jurisdictions[0] ?? 'ID'}
  npx sluice demo --url http://localhost:4600 --json
`
    : `sluice demo — 全链路演示：从部门交付文件到离线验证一次调用的存证

  --jurisdiction 辖区      ${ids} | all（默认 all）
  --url 地址               已加载演示城市的服务器；不给出时自行启动临时服务器，结束后删除
  --administrator 文件     该服务器数据目录中的 administrator.json：在可调时钟上推进工作日
  --size small|full        临时服务器的城市规模，默认 small
  --out 目录               存证包的保存位置，默认为项目的 var/demo
  --json                   以一个 JSON 文档输出各步骤与结果

  npx sluice demo --jurisdiction ${jurisdictions[0] ?? '辖区'}
  npx sluice demo --url http://localhost:4600 --json
`;
}

/** One line a step: letter, what happened, time, figures. */
export function stepText(line: StepLine, language: Language): string {
  const title = language === 'en' ? line.titleEn : line.title;
  const facts = Object.entries(line.facts)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(' · ');
  return `  ${line.step}  ${(line.ms / 1000).toFixed(2).padStart(6)} s  ${title}${facts === '' ? '' : `  — ${facts}`}`;
}
