/** Ids that windows make, and people's: short. */
const LONGEST_NAME = 200;

/** A key of an alarm or a bed holds two names that others chose; a gateway's frames are small, and so is what it names. */
const LONGEST_KEY = 8000;

/** What a person writes in one line. */
const LONGEST_TEXT = 1000;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** 0, 1, 2 ... */
export function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** An id of a person, a decision or a question: never empty, and short. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME;
}

/** A key that the station made. */
export function isKey(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_KEY;
}

/** What a person wrote; '' too. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

/** Whether a value of JSON is no deeper than this: 0 is a text or a number, 1 a list of them. */
export function isNoDeeperThan(deepest: number, value: unknown): boolean {
  // Level by level: a walk that calls itself would end where the stack does.
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= deepest; depth++) {
    const containers = level.filter((one) => typeof one === 'object' && one !== null);
    if (containers.length === 0) return true;
    level = containers.flatMap((one) => Object.values(one as object));
  }
  return false;
}
