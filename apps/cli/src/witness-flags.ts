import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@sluice/kernel';
import type { ServerOptions } from '@sluice/server';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Who cosigns the log: told alike to whoever starts the server and to whoever changes its keys. */
export const witnessFlags = {
  'witness-policy': { type: 'string' },
  'require-witnesses': { type: 'boolean' },
  'no-witness': { type: 'boolean' },
} as const;

interface WitnessValues {
  readonly 'witness-policy'?: string | undefined;
  readonly 'require-witnesses'?: boolean | undefined;
  readonly 'no-witness'?: boolean | undefined;
}

/** A witness is a process of its own, started by the same program that started the server. */
export function witnessesOf(values: WitnessValues): Pick<ServerOptions, 'witnesses'> {
  const policyFile = values['witness-policy'];
  if (policyFile !== undefined) return { witnesses: { policyFile, required: values['require-witnesses'] === true } };
  if (values['require-witnesses']) throw new DomainError('cli.usage', 'invalid', { word: '--require-witnesses' });
  if (values['no-witness']) return {};
  return { witnesses: { program: [process.execPath, ...process.execArgv, join(root, 'apps/cli/src/main.ts')] } };
}
