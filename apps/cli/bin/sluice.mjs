#!/usr/bin/env node
// Entry of the `sluice` command: installs what the lock names, then runs the command on the pinned Node.
import { runPinned } from '../../../tools/bootstrap.mjs';
import { fileURLToPath } from 'node:url';

await runPinned([fileURLToPath(new URL('../src/main.ts', import.meta.url)), ...process.argv.slice(2)]);
