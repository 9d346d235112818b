/** Somebody who decides on alarms. Until people sign in, whoever stands at a window says who they are. */
export interface Person {
  /** Stands in decisions and in the record; stable. */
  readonly personId: string;
  readonly displayName: string;
  readonly role: 'nurse' | 'charge' | 'physician';
}
