import type { Paper } from '@sluice/authorization';
import { chineseNumber, fillTemplate, officialDate, type OfficialDocument, type Values } from '@sluice/documents';
import { civilDateOf, type Json, type JsonObject } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { templates } from './templates.ts';

/** What a paper is set with besides its own contents. */
export interface Setting {
  readonly profile: Profile;
  readonly nameOf: (body: string) => string;
  /** Where anybody checks codes. */
  readonly address: string;
  /** Entry under which the paper was issued. */
  readonly entry: string;
  /** Who took it out and when; none on what is public. */
  readonly watermark?: string;
}

/** A paper as an official document of its jurisdiction, in the words of the jurisdiction's text. */
export function setPaper(paper: Paper, setting: Setting): OfficialDocument {
  const { profile, watermark } = setting;
  const on = civilDateOf(paper.issuedAt);
  const { title, addressee, blocks } = fillTemplate(templates[paper.kind], valuesOf(paper, setting));
  const { words, number_mark: mark } = profile.documents;
  return {
    issuer: `${profile.title}${words.value.authority}`,
    number: `${mark.value}〔${on.slice(0, 4)}〕${textOf(paper.contents['number']).replace(/^\d{4}-0*/, '')}号`,
    ...{ title, ...(addressee === undefined ? {} : { addressee }), blocks, date: on },
    signatories: signatories(paper, setting),
    verification: { code: paper.code, address: setting.address, digest: paper.digest, entry: setting.entry },
    ...(watermark === undefined ? {} : { watermark }),
    data: paper.contents,
  };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const numberOf = (value: Json | undefined): string => (typeof value === 'number' ? `${value}` : '');
const objectsOf = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter((one) => isObject(one)) : [];
const textsOf = (value: Json | undefined): string =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string').join('；') : textOf(value);
const dayOf = (value: Json | undefined): string => {
  const text = textOf(value);
  return text === '' ? '' : officialDate(text.includes('T') ? civilDateOf(new Date(text)) : text);
};

function signatories(paper: Paper, { profile, nameOf }: Setting): readonly string[] {
  const signed = objectsOf(paper.contents['signatures']).map((one) => nameOf(textOf(one['body'])));
  if (signed.length > 0) return signed;
  const steps = objectsOf(paper.contents['steps']);
  const decider = steps.findLast((one) => one['kind'] === 'decision') ?? steps.at(-1);
  return [decider ? nameOf(textOf(decider['body'])) : `${profile.title}${profile.documents.words.value.authority}`];
}

/** What the templates may name. Everything is text by now; nothing is computed in a template. */
function valuesOf(paper: Paper, { profile, nameOf }: Setting): Values {
  const it = paper.contents;
  const { authority, operator, developer } = profile.documents.words.value;
  const roleWord = roleWords(profile);
  const objection = isObject(it['objection']) ? it['objection'] : {};
  const protection = isObject(it['protection']) ? it['protection'] : {};
  const signatures = objectsOf(it['signatures']).map((one) => ({
    ...{ party: roleWord(textOf(one['party'])), body: nameOf(textOf(one['body'])), on: dayOf(one['at']) },
  }));
  const field = profile.fields.value.find((one) => one.code === textOf(it['field']));
  return {
    ...{ authority, operatorWord: operator, developerWord: developer, signatures },
    text: profile.texts
      .map((one) => one.title)
      .filter((one) => !one.startsWith('文本未规定'))
      .map(quoted)
      .join(''),
    ...{ title: textOf(it['title']), number: textOf(it['number']), scenario: textOf(it['scenario']) },
    ...{ purpose: textOf(it['purpose']), clause: textOf(it['clause']), filing: textOf(it['filing']) },
    ...{ mandate: textOf(it['mandate']), minutes: textOf(it['minutes']), field: field?.title ?? '' },
    ...{ signedDigest: textOf(it['signedDigest']), contentsDigest: textOf(it['digest']) },
    ...{ developer: nameOf(textOf(it['developer'])), operator: nameOf(textOf(it['operator'])) },
    ...{ startsOn: dayOf(it['startsOn'] ?? it['startsAt']), endsOn: dayOf(it['endsOn'] ?? it['endsAt']) },
    closesOn: dayOf(it['closesOn']),
    partiesText: signatures.map(({ party, body }) => `${party}${body}`).join('与'),
    outcomeText: it['outcome'] === 'approved' ? '同意你单位的申请。' : '不同意你单位的申请，理由见审核经过。',
    ...{ objectionTo: roleWord(textOf(objection['to'])), objectionClause: textOf(objection['clause']) },
    objectionDays: numberOf(objection['withinWorkingDays']),
    ...{ techniques: textsOf(it['techniques']), safeguards: textsOf(it['safeguards']) },
    minGroupSize: numberOf(protection['minGroupSize']),
    items: objectsOf(it['items']).map((one, index) => ({
      heading: `${chineseNumber(index + 1)}、${textOf(one['title'])}`,
      text: itemText(one['contents']),
    })),
    steps: objectsOf(it['steps']).map((one) => ({
      heading: textOf(one['title']),
      text: [nameOf(textOf(one['body'])), outcomes[textOf(one['outcome'])] ?? '', textsOf(one['reasons'])]
        .filter((part) => part !== '')
        .join('，'),
    })),
    entries: objectsOf(it['entries']).map((one) => ({
      heading: textOf(one['title']),
      text: objectsOf(one['fields'])
        .map((each) => textOf(each['title']))
        .join('、'),
    })),
    lines: isObject(it['contents'])
      ? Object.entries(it['contents']).map(([heading, value]) => ({ heading, text: plainText(value) }))
      : [],
  };
}

const outcomes: Readonly<Record<string, string>> = { pass: '通过', fail: '不通过', return: '退回' };
const quoted = (title: string): string => (title.startsWith('《') ? title : `《${title}》`);

/** Roles by what the text calls them; those that it does not name apart by their common name. */
function roleWords(profile: Profile): (role: string) => string {
  const { authority, operator, developer } = profile.documents.words.value;
  const words: Readonly<Record<string, string>> = {
    ...{ 'data-authority': authority, operator, developer, 'county-authority': '县级数据主管部门' },
    ...{ 'sector-authority': '行业主管部门', 'source-agency': '数据提供单位', inspection: '督查机构' },
    ...{ 'leading-group': '领导小组', 'security-regulator': '安全监管部门' },
  };
  return (role) => words[role] ?? role;
}

/** An item of an agreement in its five shapes. */
function itemText(value: Json | undefined): string {
  if (!isObject(value)) return '';
  const { text, list, period, fee, shares } = value;
  if (typeof text === 'string') return text;
  if (list !== undefined) return textsOf(list);
  if (isObject(period)) return `${dayOf(period['startsOn'])}至${dayOf(period['endsOn'])}`;
  if (isObject(fee)) return `${textOf(fee['amount'])}元（${textOf(fee['basis'])}）`;
  return objectsOf(shares)
    .map((one) => `${textOf(one['party'])}：${textOf(one['basis'])}`)
    .join('；');
}

function plainText(value: Json): string {
  if (Array.isArray(value)) return value.map(plainText).join('；');
  if (isObject(value))
    return Object.entries(value)
      .map(([name, one]) => `${name}：${plainText(one)}`)
      .join('，');
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  return typeof value === 'string' ? value : '—';
}
