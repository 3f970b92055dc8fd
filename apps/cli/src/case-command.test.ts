import type { Route } from '@sluice/contract';
import type { ApiClient } from '@sluice/demo';
import { DomainError } from '@sluice/kernel';
import { beforeEach, expect, it } from 'vitest';
import { runCase } from './case-command.ts';
import type { CommandContext } from './command.ts';

interface Asked {
  readonly name: string;
  readonly token: string | undefined;
  readonly body: unknown;
}
let asked: Asked[] = [];
beforeEach(() => (asked = []));

/** A server that knows one application under review, one that is granted, and one person. */
function answerTo(name: string, id: string | undefined): unknown {
  if (name === 'signIn') return { token: 'tok' };
  if (name === 'readInbox')
    return {
      items: [
        { light: 'red', dueOn: '2026-11-20', caseId: 'case_1', stepTitle: '核查', title: '门诊预测', subject: 's' },
      ],
    };
  if (name === 'readCase')
    return { steps: [{ state: 'current', dueOn: '2026-11-20', id: 'verification', title: '核查' }] };
  if (name === 'actOnApplicationStep') return { data: { state: 'approved', current: null }, evidence: [] };
  if (id === 'app_1') return { state: 'in-review', case: { next: { step: 'verification' } } };
  if (id === 'app_2') return { state: 'granted', case: { next: null } };
  throw new DomainError('case.not-involved', 'forbidden');
}

const client = (token?: string): ApiClient =>
  ({
    url: 'http://test',
    as: (given: string) => client(given),
    call: async (route: Route, input: { readonly params?: { readonly id?: string }; readonly body?: unknown } = {}) => {
      asked.push({ name: route.name, token, body: input.body });
      return answerTo(route.name, input.params?.id);
    },
  }) as unknown as ApiClient;

async function run(args: readonly string[], environment: CommandContext['environment'] = { SLUICE_TOKEN: 'tok' }) {
  const said: string[] = [];
  const context: CommandContext = {
    ...{ args, language: 'en', environment },
    ...{ say: (line) => void said.push(line), print: () => undefined, warn: () => undefined },
  };
  return { code: await runCase(context, () => client()), said: said.join('\n') };
}

it('APP-10 lists what waits and shows a case, as whom the environment says', async () => {
  const account = ['list', '--light', 'red', '--account', 'a'];
  const { code, said } = await run(account, { SLUICE_PASSWORD: 'p' });
  expect([code, said]).toEqual([0, '  red    2026-11-20  case_1  核查  门诊预测']);
  expect(asked[0]?.body).toMatchObject({ account: 'a', password: 'p', mode: 'token' });
  expect(asked[1]?.token).toBe('tok');
  expect((await run(['show', 'case_1'])).said).toContain('verification');
  await expect(run(account, {})).rejects.toThrow('cli.credentials-missing');
});

it('APP-03 acts on the current step with findings and reasons, and says what is wrong before it asks anybody', async () => {
  const words = ['act', 'app_1', 'pass', '--finding', 'purpose=pass:as stated', '--reason', 'complete'];
  expect((await run(words)).said).toContain('verification  pass  →  approved');
  expect(asked.at(-1)?.body).toEqual({
    ...{ outcome: 'pass', reasons: ['complete'] },
    findings: [{ aspect: 'purpose', result: 'pass', text: 'as stated' }],
  });
  asked = [];
  await expect(run(['act', 'app_1', 'agree'])).rejects.toThrow('cli.value-not-taken');
  await expect(run(['act', 'app_1', 'pass', '--finding', 'purpose'])).rejects.toThrow('cli.value-not-taken');
  await expect(run(['act', 'app_1'])).rejects.toThrow('cli.argument-missing');
  await expect(run(['close', 'app_1'])).rejects.toThrow('cli.usage');
  expect(asked).toEqual([]);
  await expect(run(['act', 'app_2', 'pass'])).rejects.toThrow('case.closed');
  await expect(run(['act', 'app_3', 'pass'])).rejects.toThrow('case.not-involved');
});
