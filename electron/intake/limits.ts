// The limits that reading keeps to. They are settings of the case, so their home is the domain; here
// they are under the name that reading knows them by.

export { DEFAULT_LIMITS, type IntakeLimits } from '../../shared/domain/limits.ts';
