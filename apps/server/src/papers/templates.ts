import type { PaperKind } from '@sluice/authorization';
import type { Template } from '@sluice/documents';

const heading = (text: string) => ({ kind: 'heading', level: 1, text }) as const;
const paragraph = (text: string, each?: string) =>
  ({ kind: 'paragraph', text, ...(each === undefined ? {} : { each }) }) as const;
const item = (label: string, text: string, each?: string) =>
  ({ kind: 'item', label, text, ...(each === undefined ? {} : { each }) }) as const;

/** Papers as they are worded; the parties have the names that the jurisdiction's own text gives them. */
export const templates: Readonly<Record<PaperKind, Template>> = {
  agreement: {
    title: '{title}',
    blocks: [
      paragraph('{partiesText}，依据{text}，就“{scenario}”使用公共数据事宜订立本协议（申请编号：{number}）。'),
      item('{heading}', '{text}', 'items'),
      heading('签署'),
      item('{party}', '{body}，{on}签署', 'signatures'),
      item('备案编号', '{filing}'),
      paragraph('各方签署的内容以数据摘要{signedDigest}为准。'),
    ],
  },
  'operation-agreement': {
    title: '{title}',
    blocks: [
      paragraph('{partiesText}，依据{text}，就公共数据授权运营订立本协议，期限自{startsOn}至{endsOn}。'),
      item('授权依据', '{mandate}'),
      item('集体决策纪要', '{minutes}'),
      item('授权领域', '{field}'),
      item('{heading}', '{text}', 'items'),
      heading('签署'),
      item('{party}', '{body}，{on}签署', 'signatures'),
      paragraph('各方签署的内容以数据摘要{signedDigest}为准。'),
    ],
  },
  decision: {
    title: '关于“{scenario}”公共数据使用申请的决定',
    addressee: '{developer}',
    blocks: [
      paragraph(
        '你单位作为{developerWord}提出的公共数据使用申请（编号：{number}）收悉。依据{text}，经审核，现决定如下：',
      ),
      heading('一、决定'),
      paragraph('{outcomeText}'),
      item('使用目的', '{purpose}'),
      heading('二、审核经过'),
      item('{heading}', '{text}', 'steps'),
      heading('三、救济途径'),
      paragraph('不服本决定的，可自收到之日起{objectionDays}个工作日内向{objectionTo}提出异议（{objectionClause}）。'),
    ],
  },
  grant: {
    title: '公共数据使用授权书',
    addressee: '{developer}',
    blocks: [
      paragraph('依据{text}及已签署的协议，授权你单位为“{scenario}”使用下列公共数据，用途和方式不得变更。'),
      item('使用目的', '{purpose}'),
      item('授权期限', '{startsOn}至{endsOn}'),
      item('{operatorWord}', '{operator}'),
      item('数据资源', '{heading}：{text}', 'entries'),
      item('技术方式', '{techniques}'),
      item('安全措施', '{safeguards}'),
      item('结果保护', '任何结果所含主体不少于{minGroupSize}个'),
      paragraph('原始数据不出运营域。授权到期自动终止；授权编号：{number}。'),
    ],
  },
  notice: {
    title: '{title}',
    blocks: [
      paragraph('依据{text}（{clause}），现将有关事项予以公示，公示期至{closesOn}。'),
      item('{heading}', '{text}', 'lines'),
      paragraph(
        '对公示内容有异议的，可在公示期内向{authority}提出，编号{number}。公示内容的数据摘要：{contentsDigest}。',
      ),
    ],
  },
};
