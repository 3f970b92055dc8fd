export { createEngine, type EngineOptions } from './create-engine.ts';
export type {
  Engine,
  EngineColumn,
  EngineLimits,
  EngineMounts,
  EngineResources,
  EngineResult,
  EngineSession,
  EngineStatement,
  EngineValue,
} from './engine.ts';
