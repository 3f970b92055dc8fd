// `node tools/run.mjs script.ts …`: the door through which every npm script enters the pinned runtime.
import { runPinned } from './bootstrap.mjs';

await runPinned(process.argv.slice(2));
