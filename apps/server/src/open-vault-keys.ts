import { join } from 'node:path';
import { aes256Gcm } from '@sluice/crypto';
import { connectKeyService, openKeyFolder, rotateMaster, type KeyFolder, type Rotation } from '@sluice/vault';

/** Folder of the vault's keys, below the data folder. */
export const vaultKeysIn = (dataFolder: string): string => join(dataFolder, 'vault-keys');

/** Opens the vault's keys: under a master key in a file, or under a key service behind a Unix socket. */
export async function openVaultKeys(dataFolder: string, keyService: string | undefined): Promise<KeyFolder> {
  return openKeyFolder(vaultKeysIn(dataFolder), await keyOptions(keyService));
}

/** Rotates the master key in its file, or takes the key service's new version. */
export async function rotateVaultMaster(
  dataFolder: string,
  keyService: string | undefined,
): Promise<Rotation | undefined> {
  return rotateMaster(vaultKeysIn(dataFolder), await keyOptions(keyService));
}

const keyOptions = async (keyService: string | undefined) => ({
  sealer: aes256Gcm,
  ...(keyService === undefined ? {} : { service: await connectKeyService(keyService) }),
});
