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
  /** What somebody said to a decision that waited: send it now, or drop it. The station took it in. */
  readonly confirmations: number;
  /** Waits for somebody at the end, and is told so. */
  readonly waiting: number;
  /** The window died before the station had it, so nobody was told that it was sent. */
  readonly diedWithWindow: number;
  readonly lost: number;
  readonly doubled: number;
  /** Of all these, how many were too old to be sent at one time, and told so. */
  readonly held: number;
  /** ... and of those, how many came to the bedside by way of a later stream though nobody had said that they should. */
  readonly sentUnasked: number;
}

interface Issued {
  readonly decision: Decision;
  readonly window: string;
  readonly atMs: number;
}

/** Figures that are no fate of a decision. */
type Besides = 'issued' | 'held' | 'sentUnasked';

const isConfirmation = ({ action }: Decision): boolean => action === 'sendNow' || action === 'drop';

/** A window that dies within this time of a decision may take it along. */
const UNSENT_MS = 2_000;

/** Knows every decision that windows sent, and what became of it at the bedside. */
export class CommandTruth {
  readonly #issued = new Map<string, Issued>();
  readonly #effects = new Map<string, number>();
  /** When each took effect first. */
  readonly #effectMs = new Map<string, number>();
  /** When a window was told first that it waits for somebody. */
  readonly #heldMs = new Map<string, number>();
  /** By the decision it is about, when somebody first said that it is to be sent now. */
  readonly #sentNowMs = new Map<string, number>();
  /** By the decision, what a window was told last: it waits. */
  readonly #waits = new Set<string>();
  /** By the address that its alarms' ids begin with, when streams of a gateway opened. */
  readonly #openingsMs = new Map<string, number[]>();
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
    if (decision.action === 'sendNow' && !this.#sentNowMs.has(decision.waiting))
      this.#sentNowMs.set(decision.waiting, atMs);
  }

  /** A stream of the gateway behind an address opened: what was under way before can no longer arrive. */
  opened(address: string, atMs: number): void {
    this.#openingsMs.set(address, [...(this.#openingsMs.get(address) ?? []), atMs]);
  }

  /** A window is told whether a decision waits for somebody. */
  waits(commandId: string, isHeld: boolean, atMs: number): void {
    if (isHeld) this.#waits.add(commandId);
    else this.#waits.delete(commandId);
    if (isHeld && !this.#heldMs.has(commandId)) this.#heldMs.set(commandId, atMs);
  }

  /** It took effect at a gateway. */
  effective(commandId: string, atMs: number): void {
    if (!this.#effectMs.has(commandId)) this.#effectMs.set(commandId, atMs);
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
    const counts = {
      effectiveOnce: 0,
      answered: 0,
      stayedHere: 0,
      confirmations: 0,
      waiting: 0,
      diedWithWindow: 0,
      lost: 0,
      doubled: 0,
    };
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
    const unasked = [...this.#heldMs.keys()].filter((commandId) => this.#isSentUnasked(commandId));
    for (const commandId of unasked.slice(0, mostNamed))
      examples.push(`decision ${commandId} was too old to be sent, and came to the bedside unasked`);
    const figures = { ...counts, held: this.#heldMs.size, sentUnasked: unasked.length };
    return { figures: { issued: this.#issued.size, ...figures }, examples };
  }

  #isSentUnasked(commandId: string): boolean {
    const [heldMs, effectMs] = [this.#heldMs.get(commandId), this.#effectMs.get(commandId)];
    const issued = this.#issued.get(commandId);
    if (heldMs === undefined || effectMs === undefined || issued === undefined) return false;
    if ((this.#sentNowMs.get(commandId) ?? Number.POSITIVE_INFINITY) <= effectMs) return false;
    const openings = [...this.#openingsMs].flatMap(([address, times]) =>
      issued.decision.alarmId.startsWith(`${address}/`) ? times : [],
    );
    return openings.some((openedMs) => openedMs > heldMs && openedMs <= effectMs);
  }

  #toldOf(commandId: string): string {
    if (this.#confirmed.has(commandId)) return 'told as confirmed';
    return this.#taken.has(commandId) ? 'the station took it' : 'the station never had it';
  }

  #fateOf(
    commandId: string,
    { decision, window, atMs }: Issued,
    stands: (alarmId: string) => boolean,
  ): Exclude<keyof CommandFigures, Besides> {
    const effects = this.#effects.get(commandId) ?? 0;
    if (effects > 1) return 'doubled';
    if (effects === 1) return 'effectiveOnce';
    if (this.#confirmed.has(commandId)) return 'lost';
    if (this.#settled.has(commandId)) return 'answered';
    if (isConfirmation(decision) && this.#taken.has(commandId)) return 'confirmations';
    if (this.#waits.has(commandId)) return 'waiting';
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
