export { addMoney, fen, formatYuan, parseYuan, type Money } from './money.ts';
export { allow, assertAllowed, every, refuse, type Decision, type Reason } from './decision.ts';
export { assertNever, err, ok, type Result } from './result.ts';
export { canonicalJson, type Json, type JsonObject } from './json.ts';
export { createIdSource, type Id, type IdSource } from './id.ts';
export {
  createFixedClock,
  createShiftedClock,
  createSystemClock,
  type Clock,
  type ControllableClock,
} from './clock.ts';
export { DomainError, errorKinds, isDomainError, type ErrorKind, type Issue, type Params } from './error.ts';
export {
  addDays,
  addWorkingDays,
  civilDateOf,
  endOfCivilDate,
  workingDaysBetween,
  type CivilDate,
  type WorkingCalendar,
} from './working-days.ts';
export { networkOf } from './network-of.ts';
