import { BehaviorSubject } from 'rxjs';
import type { Person } from '#domain/ward/staff.ts';
import { Keeper, type KeptStorage } from '#renderer/kept/keeper.ts';

/** Who decides at a window. */
export interface AtWindow {
  /** null: nobody has said. */
  readonly person: Person | null;
  /** A screen that many share: every decision asks anew. */
  readonly asksEachTime: boolean;
}

const LONGEST_NAME = 60;
const roles: readonly Person['role'][] = ['nurse', 'charge', 'physician'];
const nobody: AtWindow = { person: null, asksEachTime: false };

/**
 * Who stands at this window, as they said themselves; kept in the browser by the window's number. No proof of anything: it
 * names people to each other until they sign in.
 */
export class PersonStore {
  readonly state: BehaviorSubject<AtWindow>;
  readonly #keeper: Keeper;
  readonly #name: string;

  /** `name`: what it is kept under. */
  constructor(storage: () => KeptStorage, name: string) {
    this.#keeper = new Keeper(storage);
    this.#name = name;
    this.state = new BehaviorSubject(this.#keeper.read(name, readAtWindow) ?? nobody);
  }

  /** From now on this person decides here; null: whoever comes says so. */
  choose(person: Person | null, asksEachTime = false): void {
    const state = { person: asksEachTime ? null : person, asksEachTime };
    this.state.next(state);
    this.#keeper.keep(this.#name, JSON.stringify(state));
  }
}

/** Somebody who is not among the staff, by the name they typed; null: it is empty. */
export function typedPerson(typed: string): Person | null {
  const name = typed.trim().replace(/\s+/g, ' ').slice(0, LONGEST_NAME);
  return name === '' ? null : { personId: name, displayName: name, role: 'nurse' };
}

function readAtWindow(text: string): AtWindow | null {
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null) return null;
  const { person, asksEachTime } = kept as Partial<Record<keyof AtWindow, unknown>>;
  if (typeof asksEachTime !== 'boolean') return null;
  if (person === null) return { person, asksEachTime };
  return isPerson(person) ? { person, asksEachTime } : null;
}

function isPerson(kept: unknown): kept is Person {
  if (typeof kept !== 'object' || kept === null) return false;
  const { personId, displayName, role } = kept as Partial<Record<keyof Person, unknown>>;
  return (
    typeof personId === 'string' &&
    personId !== '' &&
    typeof displayName === 'string' &&
    roles.some((known) => known === role)
  );
}
