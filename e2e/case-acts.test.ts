import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findThings } from './console-pages.ts';
import { seriousFindings } from './look-at-page.ts';
import { sitInCity } from './sit-in-city.ts';

const WAIT = { timeout: 30_000 };
const PLACE = 'anshun';
type Part = Readonly<Record<string, unknown>>;
interface CaseAnswer {
  readonly steps: readonly { readonly id: string }[];
  readonly next: unknown;
}

const desk = sitInCity();
let application = '';

beforeAll(async () => {
  application = (await findThings(desk.url, PLACE)).application;
});

/**
 * The page of a real case in which the server says something else on one point: which acts the reader may do, that a panel
 * votes, that a refusal is announced. What the page then sends is kept, and answered as the case stands.
 */
async function openCase(
  account: string,
  changed: { readonly file?: (real: CaseAnswer) => Part; readonly application?: Part },
): Promise<{ readonly page: Page; readonly sent: (act: string) => Promise<unknown> }> {
  const page = await desk.open(`${PLACE}.${account}`, '/verify');
  let answered: (request: { readonly path: string; readonly body: unknown }) => void = () => undefined;
  let last = new Promise<{ readonly path: string; readonly body: unknown }>((resolve) => (answered = resolve));
  let file: Part = {};
  await page.route(`**/api/v1/applications/${application}`, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      json: { ...((await answer.json()) as Part), ...changed.application },
    });
  });
  await page.route(/\/api\/v1\/(cases|applications)\/[\w]+(\/[\w-]+)?$/, async (route) => {
    const request = route.request();
    const { pathname } = new URL(request.url());
    if (request.method() === 'POST') {
      answered({ path: pathname, body: request.postDataJSON() as unknown });
      last = new Promise((resolve) => (answered = resolve));
      return route.fulfill({ json: { data: file, evidence: [] } });
    }
    if (!pathname.startsWith('/api/v1/cases/')) return route.fallback();
    const answer = await route.fetch();
    const real = (await answer.json()) as CaseAnswer;
    file = { ...real, ...changed.file?.(real) };
    return route.fulfill({ response: answer, json: file });
  });
  await page.goto(`${desk.url}/console/cases/${application}`);
  await page.getByRole('list', { name: '办理过程' }).waitFor(WAIT);
  return {
    page,
    sent: async (act) => {
      const { path, body } = await last;
      expect(path.endsWith(`/${act}`), path).toBe(true);
      return body;
    },
  };
}

const allowed = (...acts: readonly string[]) => acts.map((act) => ({ act, allowed: true, reasons: [] }));

/** Presses a button as a keyboard does. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true }).last();
  await button.waitFor(WAIT);
  await button.focus();
  await page.keyboard.press('Enter');
}

describe('acts on a case that seldom come', () => {
  it('APP-05 a panel member gives points within the limits and one vote, with a reason where it is against', async () => {
    const { page, sent } = await openCase('authority', {
      file: ({ steps }) => ({
        acts: allowed('vote'),
        steps: steps.map((step, at) => (at === 0 ? { ...step, state: 'current' } : step)),
        panels: [
          {
            ...{ step: steps[0]?.id ?? '', members: 'data-authority', quorum: 3, majority: 'two_thirds', voted: 1 },
            scores: [{ id: 'need', title: '必要性', titleEn: 'Need', max: 40 }],
            votes: [],
          },
        ],
      }),
    });
    await page.getByText('已表决 1 人，须 3 名数据主管部门').waitFor(WAIT);
    const points = page.getByRole('group', { name: '投票' }).getByLabel('必要性');
    await press(page, '赞成');
    await page.getByText('请按上限为每一项打分').waitFor(WAIT);
    await points.fill('41');
    await press(page, '赞成');
    await page.getByText('请按上限为每一项打分').waitFor(WAIT);
    await points.fill('12');
    await press(page, '反对');
    await page.getByText('反对须写明理由').waitFor(WAIT);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel('理由', { exact: true }).fill('用途与场景不符');
    const vote = sent('votes');
    await press(page, '反对');
    expect(await vote).toMatchObject({ outcome: 'fail', scores: { need: 12 }, reasons: ['用途与场景不符'] });
    await page.context().close();
  });

  it('APP-05 of a vote that runs nobody sees another’s; of one that is over everybody sees all', async () => {
    const votes = [
      { person: 'person_a', outcome: 'pass', scores: { need: 30 }, reasons: [] },
      { person: 'person_b', outcome: 'fail', scores: { need: 10 }, reasons: ['依据不足'] },
    ];
    const { page } = await openCase('authority', {
      file: ({ steps }) => ({
        panels: [
          {
            ...{ step: steps[0]?.id ?? '', members: 'data-authority', quorum: 2, majority: 'simple', voted: 2, votes },
            scores: [{ id: 'need', title: '必要性', titleEn: 'Need', max: 40 }],
          },
        ],
      }),
    });
    await page.getByText('评审成员 · 反对 · 10 分 · 依据不足').waitFor(WAIT);
    expect(await page.getByRole('group', { name: '投票' }).count()).toBe(0);
    await page.context().close();
  });

  it('APP-10 a refusal that is meant is announced with its reason, and the applicant speaks to it', async () => {
    const office = await openCase('operator', {
      file: ({ next }) => ({
        acts: allowed('act-on-step', 'announce-refusal'),
        next: next ?? { role: 'operator', act: 'decide', dueOn: null },
      }),
    });
    await office.page.getByText('其他办理方式').click();
    await press(office.page, '拟不同意，先听取意见');
    await office.page.getByLabel('拟不通过的理由').fill('未说明使用范围');
    const announced = office.sent('refusal-notice');
    await press(office.page, '拟不同意，先听取意见');
    expect(await announced).toEqual({ reasons: ['未说明使用范围'] });
    await office.page.context().close();

    const hearing = { step: 'review', askedOn: '2029-01-10', until: '2029-01-17', comment: null };
    const applicant = await openCase('developer', { file: () => ({ hearing, acts: allowed('comment') }) });
    await applicant.page.getByText('2029-01-10 告知，2029-01-17 前可以陈述意见').waitFor(WAIT);
    await press(applicant.page, '陈述意见');
    await applicant.page.getByLabel('意见', { exact: true }).fill('补充了使用范围');
    const spoken = applicant.sent('comment');
    await press(applicant.page, '陈述意见');
    expect(await spoken).toEqual({ text: '补充了使用范围' });
    await applicant.page.context().close();
  });

  it('APP-10 who was refused asks for another examination, once and with a ground', async () => {
    const { page, sent } = await openCase('developer', {
      application: { state: 'refused', grantId: null, mayDo: ['re-examine'] },
    });
    await press(page, '申请复查');
    const again = page.getByRole('group', { name: '申请复查' }).getByRole('button', { name: '申请复查' });
    expect(await again.isEnabled()).toBe(false);
    await page.getByLabel('复查理由').fill('原审查未考虑已补正的材料');
    const asked = sent('re-examination');
    await press(page, '申请复查');
    expect(await asked).toEqual({ ground: '原审查未考虑已补正的材料' });
    await page.context().close();
  });
});
