import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { aes256Gcm } from '@sluice/crypto';
import { createEngine, type Engine } from '@sluice/engines';
import type { DomainAccess } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import { createVault, type Vault, type VaultOptions } from '@sluice/vault';
import type { Ground } from './ground.ts';
import { forgetAnswers } from './idempotency-store.ts';
import { isMemoryBacked, markMemory, memoryFolder, sweepMemory } from './memory-folder.ts';
import { openVaultKeys } from './open-vault-keys.ts';
import { createSealedLog } from './sealed-log.ts';

/** The operation domain: sealed data, the engine that may see it opened, and the way the gate reaches both. */
export interface OpenDomain {
  readonly vault: Vault;
  readonly domain: DomainAccess;
  /** Where what is moved by a secret and masked gets it from. */
  readonly gateSecret: Uint8Array;
  /** What secrets of sign-in are sealed with. */
  readonly identityKey: Uint8Array;
  /** What the operation domain had to do without; codes for a person. */
  readonly notes: readonly string[];
  readonly isolation: Engine['isolation'];
}

/**
 * Opens engine and vault.
 * @throws DomainError `server.sandbox-required` (unavailable)
 */
export async function openDomain(
  ground: Ground,
  ports: Pick<VaultOptions, 'policy' | 'ruleVersion' | 'onEpoch' | 'onDestruction'>,
): Promise<OpenDomain> {
  const { options, resources } = ground;
  const keys = await openVaultKeys(options.dataFolder, options.keyService);
  const logFile = join(options.dataFolder, 'logs', 'engine.sealed');
  const engine = await createEngine({
    onEngineText: createSealedLog(logFile, aes256Gcm, await keys.serviceKey('engine-log'), () =>
      ground.realClock.now(),
    ),
  });
  resources.defer('engine', () => engine.close());
  if (options.requireSandbox && engine.isolation !== 'bubblewrap')
    throw new DomainError('server.sandbox-required', 'unavailable');
  sweepMemory();
  const memory = memoryFolder(options.dataFolder, options.memoryFolder);
  if (options.memoryFolder === undefined)
    resources.defer('memory', () => rmSync(memory, { recursive: true, force: true }));
  const vault = await createVault({
    ...ports,
    db: ground.db,
    transact: ground.transact,
    clock: ground.clock,
    ids: ground.ids,
    engine,
    sealer: aes256Gcm,
    keys,
    folders: { data: join(options.dataFolder, 'vault'), memory },
    realNow: () => ground.realClock.now(),
    wipeElsewhere: async () => {
      for (const file of [logFile, `${logFile}.1`]) rmSync(file, { force: true });
      await forgetAnswers(ground.db);
    },
  });
  resources.defer('vault', () => vault.close());
  // After the vault has emptied the folder of what an earlier process left in it.
  markMemory(memory, options.dataFolder);
  return {
    vault,
    domain: domainOf(vault, engine),
    gateSecret: await keys.serviceKey('gate-secrets'),
    identityKey: await keys.serviceKey('identity-secrets'),
    isolation: engine.isolation,
    notes: [
      ...(engine.isolation === 'bubblewrap' ? [] : ['sandbox.process-only']),
      ...(isMemoryBacked(memory) ? [] : ['vault.memory-on-disk']),
    ],
  };
}

/** An engine session over the epochs of one program: they are opened in memory, mounted read-only, and let go with it. */
function domainOf(vault: Vault, engine: Engine): DomainAccess {
  return {
    async open(epochIds, resources) {
      const held: Awaited<ReturnType<Vault['openEpoch']>>[] = [];
      const release = async (): Promise<void> => {
        for (const epoch of held) await epoch.release();
      };
      try {
        for (const id of epochIds) held.push(await vault.openEpoch(id));
        const session = await engine.open({ readOnly: held.flatMap((epoch) => epoch.folders) }, resources);
        return {
          engine: session,
          files: Object.fromEntries(held.map((epoch) => [epoch.id, epoch.files])),
          stop: () => session.stop(),
          close: async () => {
            await session.close();
            await release();
          },
        };
      } catch (error) {
        await release();
        throw error;
      }
    },
  };
}
