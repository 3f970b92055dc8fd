import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import type { LogKeys, StampingAuthority, Witnessing } from '@sluice/ledger';
import { realClock } from './ground.ts';
import { startLocalWitness } from './local-witness.ts';
import type { Resources } from './resources.ts';
import type { ServerOptions } from './server-options.ts';

interface WitnessingParts {
  readonly options: Pick<ServerOptions, 'dataFolder' | 'witnesses'>;
  readonly keys: LogKeys;
  readonly resources: Resources;
  readonly onFailure: (code: string) => void;
}

/**
 * Who cosigns the log's checkpoints: the witnesses of a policy file, or else one beside the server.
 * @throws DomainError `server.witness-policy-missing` (not-found)
 */
export async function openWitnessing(parts: WitnessingParts): Promise<Witnessing | null> {
  const { dataFolder, witnesses } = parts.options;
  if (witnesses?.policyFile !== undefined) {
    const file = witnesses.policyFile;
    const policy = await readFile(file, 'utf8').catch(() => {
      throw new DomainError('server.witness-policy-missing', 'not-found', { file });
    });
    return { policy, quorum: witnesses.required === true ? 'required' : 'wanted' };
  }
  if (witnesses?.program === undefined) return null;
  const { keys, resources, onFailure } = parts;
  return startLocalWitness({
    program: witnesses.program,
    folder: join(dataFolder, 'witness'),
    ...{ keys, resources, onFailure },
  });
}

/**
 * The authority of time that stamps checkpoints, where one is configured.
 * @throws DomainError `server.timestamp-roots-missing` (not-found)
 */
export async function openAuthority({
  timestamps,
}: Pick<ServerOptions, 'timestamps'>): Promise<StampingAuthority | null> {
  if (!timestamps) return null;
  const { rootsFile, ...rest } = timestamps;
  const roots = await readFile(rootsFile, 'utf8').catch(() => {
    throw new DomainError('server.timestamp-roots-missing', 'not-found', { file: rootsFile });
  });
  return { ...rest, roots, clock: realClock };
}
