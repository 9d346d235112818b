import type { Answer, Decision } from '#domain/alarms/events.ts';

export interface CommandFigures {
  /** Decisions that a window sent, each once. */
  readonly issued: number;
  readonly effectiveOnce: number;
  /** Without effect, and told so: refused, too late, the alarm is gone, somebody was first. */
  readonly answered: number;
  /**
   * On what had ended at the bedside, and not told otherwise since, or was of a patient who is not there any more while it calls
   * anew: it takes effect at the station alone.
   */
  readonly stayedHere: number;
  /** The window died before the station had it, so nobody was told that it was sent. */
  readonly diedWithWindow: number;
  readonly lost: number;
  readonly doubled: number;
}

interface Issued {
  readonly decision: Decision;
  readonly window: string;
  readonly atMs: number;
}

/** A window that dies within this time of a decision may take it along. */
const UNSENT_MS = 2_000;

/** Knows every decision that windows sent, and what became of it at the bedside. */
export class CommandTruth {
  readonly #issued = new Map<string, Issued>();
  readonly #effects = new Map<string, number>();
  readonly #settled = new Set<string>();
  /** Told as confirmed by itself, and not by somebody's before. */
  readonly #confirmed = new Set<string>();
  readonly #taken = new Set<string>();
  /** By decision, the alarm. */
  readonly #staying = new Map<string, string>();
  readonly #parted = new Set<string>();
  readonly #deaths: { readonly window: string; readonly atMs: number }[] = [];
  readonly #notKnown: { readonly bedKey: string; readonly atMs: number }[] = [];

  issued(window: string, decision: Decision, atMs: number): void {
    if (!this.#issued.has(decision.commandId)) this.#issued.set(decision.commandId, { decision, window, atMs });
  }

  /** It took effect at a gateway. */
  effective(commandId: string): void {
    this.#effects.set(commandId, (this.#effects.get(commandId) ?? 0) + 1);
  }

  /** The station has it: it can no longer die with a window. */
  taken(commandId: string): void {
    this.#taken.add(commandId);
  }

  /** The station says that the bedside is not to be told. */
  staysHere(commandId: string, alarmId: string): void {
    this.#staying.set(commandId, alarmId);
  }

  /** An alarm stands on at the bedside of another patient, for whom it calls by itself. */
  callsAnew(alarmId: string): void {
    this.#parted.add(alarmId);
  }

  /** The station told the window that it has no effect. */
  refused(commandId: string): void {
    this.#settled.add(commandId);
  }

  /** The record on disk has the bedside's answer. */
  answered(commandId: string, answer: Answer): void {
    if (answer.outcome === 'confirmed' && answer.earlierActorId === null) this.#confirmed.add(commandId);
    else this.#settled.add(commandId);
  }

  /** People were told that nobody knows what became of their decisions at a bed. */
  notKnown(bedKey: string, atMs: number): void {
    this.#notKnown.push({ bedKey, atMs });
  }

  windowDied(window: string, atMs: number): void {
    this.#deaths.push({ window, atMs });
  }

  /** `stands`: whether an alarm still stands at its bedside, whatever a station believes. */
  judge(
    stands: (alarmId: string) => boolean,
    mostNamed = 5,
  ): { readonly figures: CommandFigures; readonly examples: readonly string[] } {
    const counts = { effectiveOnce: 0, answered: 0, stayedHere: 0, diedWithWindow: 0, lost: 0, doubled: 0 };
    const examples: string[] = [];
    for (const [commandId, issued] of this.#issued) {
      const fate = this.#fateOf(commandId, issued, stands);
      counts[fate] += 1;
      if ((fate !== 'lost' && fate !== 'doubled') || examples.length >= mostNamed) continue;
      const { action, alarmId } = issued.decision;
      const [at, how] = [new Date(issued.atMs).toISOString(), this.#toldOf(commandId)];
      examples.push(`decision ${commandId} (${action} ${alarmId}) of ${at} ${fate}; ${how}`);
    }
    for (const [commandId, effects] of this.#effects) {
      if (this.#issued.has(commandId) || effects < 1) continue;
      counts.doubled += 1;
      examples.push(`decision ${commandId} took effect, and no window made it`);
    }
    return { figures: { issued: this.#issued.size, ...counts }, examples };
  }

  #toldOf(commandId: string): string {
    if (this.#confirmed.has(commandId)) return 'told as confirmed';
    return this.#taken.has(commandId) ? 'the station took it' : 'the station never had it';
  }

  #fateOf(
    commandId: string,
    { decision, window, atMs }: Issued,
    stands: (alarmId: string) => boolean,
  ): Exclude<keyof CommandFigures, 'issued'> {
    const effects = this.#effects.get(commandId) ?? 0;
    if (effects > 1) return 'doubled';
    if (effects === 1) return 'effectiveOnce';
    if (this.#confirmed.has(commandId)) return 'lost';
    if (this.#settled.has(commandId)) return 'answered';
    const staying = this.#staying.get(commandId);
    if (staying !== undefined && (this.#parted.has(staying) || !stands(decision.alarmId))) return 'stayedHere';
    if (this.#taken.has(commandId)) return 'lost';
    const isNear = (ms: number): boolean => ms >= atMs && ms <= atMs + UNSENT_MS;
    if (this.#deaths.some((death) => death.window === window && isNear(death.atMs))) return 'diedWithWindow';
    const isSaid = this.#notKnown.some(
      (said) => said.atMs >= atMs && decision.alarmId.startsWith(addressOf(said.bedKey)),
    );
    return isSaid ? 'answered' : 'lost';
  }
}

function addressOf(bedKey: string): string {
  return bedKey.slice(0, bedKey.lastIndexOf('/') + 1);
}
