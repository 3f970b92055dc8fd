import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startCity, type StartedCity } from './run-sluice.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a file asks for the running city or the built console of this run. */
    groundDoor: string;
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));
const builder = fileURLToPath(new URL('build-console.ts', import.meta.url));

/**
 * One server with the demo city, and one built console, for all files of a run. Each is made when the first file asks for
 * it: a file that needs neither waits for neither.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let folder: Promise<string> | undefined;
  let city: Promise<StartedCity> | undefined;
  const built = () =>
    (folder ??= promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', builder, root]).then(
      ({ stdout }) => stdout,
    ));
  const started = async () => {
    await built();
    return (city ??= startCity(project.getProvidedContext().cityFolder));
  };
  const door = createServer((request, response) => {
    const answer = request.url === '/city' ? started().then(({ url }) => url) : built();
    answer.then(
      (text) => response.end(text),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => void door.listen(0, '127.0.0.1', resolve));
  project.provide('groundDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}`);
  return async () => {
    door.close();
    door.closeAllConnections();
    await (await city?.catch(() => undefined))?.stop();
  };
}
