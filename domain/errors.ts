/** What a caught error says, for people; whatever else was thrown, as text. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** What the system calls an error (`ENOENT`); of one that it does not name, the error as text. */
export function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}
