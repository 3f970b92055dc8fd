export { openWitness, type OpenWitness, type OpenWitnessOptions } from './open-witness.ts';
export { serveWitness, type ServedWitness, type ServeWitnessOptions } from './serve-witness.ts';
