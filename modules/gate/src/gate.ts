import { compileProgram } from './compile-program.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Parameter, ProgramContext, Verdict } from './program-types.ts';

export interface Gate {
  /** Decides a program before it runs; pure, and never reads data. With a context, R20 is checked too. */
  compile(text: string, parameters: readonly Parameter[], snapshot: GrantSnapshot, context?: ProgramContext): Verdict;
}

export function createGate(): Gate {
  return { compile: (text, parameters, snapshot, context) => compileProgram(text, parameters, snapshot, context) };
}
