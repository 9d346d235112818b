import type { Member } from '#domain/alarms/members.ts';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import { ALARM_ID } from '#fixtures/faults/signedBed.ts';

export interface AlarmFigures {
  readonly sent: number;
  /** In a window's list, in whatever manner. */
  readonly presented: number;
  /** Neither presented nor in the record on disk. */
  readonly lost: number;
  /** Told as a new occurrence without having ended. */
  readonly doubled: number;
  /** Under another bed than its own. */
  readonly wrongBed: number;
}

/** Knows every alarm that gateways sent, and what became of it. */
export class AlarmTruth {
  readonly #gatewayIdAt: (address: string) => string | undefined;
  readonly #sent = new Set<string>();
  readonly #presented = new Set<string>();
  readonly #recorded = new Set<string>();
  /** By window and alarm, within one session: a station that died before it wrote one down counts it anew. */
  readonly #occurrences = new Map<string, Map<string, number>>();
  /** Ids of the alarms that stand at a gateway by what it told last. */
  readonly #standing = new Map<string, Set<string>>();
  readonly #doubled = new Set<string>();
  readonly #wrongBed = new Set<string>();

  constructor(gatewayIdAt: (address: string) => string | undefined) {
    this.#gatewayIdAt = gatewayIdAt;
  }

  /** A gateway was started: it knows nothing of what it told before. */
  restarted(gatewayId: string): void {
    this.#standing.set(gatewayId, new Set());
  }

  /** A gateway reports that it has ended. */
  ended(gatewayId: string, alarmId: string): void {
    this.#standing.get(gatewayId)?.delete(alarmId);
  }

  /** Whether a gateway told that it stands, and nothing else since. */
  stands(address: string, alarmId: string): boolean {
    return this.#standing.get(this.#gatewayIdAt(address) ?? '')?.has(alarmId) ?? false;
  }

  /** A gateway reports that it stands. */
  sent(gatewayId: string, alarmId: string): void {
    this.#standing.get(gatewayId)?.add(alarmId);
    const [, bedId, number] = ALARM_ID.exec(`/${alarmId}`) ?? [];
    if (bedId !== undefined) this.#sent.add(`${gatewayId}/${bedId}/${number}`);
  }

  /** A window begins a session. */
  opened(window: string): void {
    this.#occurrences.set(window, new Map());
  }

  /** A window is told of it. */
  presented(window: string, { alarm }: Member): void {
    const { gatewayId: address, id, occurrence, report } = alarm;
    if (address === STATION) return;
    const known = this.#keyOf(report.alarmKey, address);
    if (known === null) return;
    this.#presented.add(known.key);
    if (report.bedKey !== `${address}/${known.bedId}`) this.#wrongBed.add(known.key);
    // An id is one condition in one epoch, and these conditions end once.
    const occurrences = this.#occurrences.get(window);
    const before = occurrences?.get(id);
    if (before !== undefined && before !== occurrence) this.#doubled.add(known.key);
    occurrences?.set(id, occurrence);
  }

  /** The record on disk has it. */
  recorded(address: string, alarmKey: string): void {
    const known = this.#keyOf(alarmKey, address);
    if (known !== null) this.#recorded.add(known.key);
  }

  judge(mostNamed = 5): { readonly figures: AlarmFigures; readonly examples: readonly string[] } {
    const lost = [...this.#sent].filter((key) => !this.#presented.has(key) && !this.#recorded.has(key));
    const some = (what: string, keys: Iterable<string>): string[] =>
      [...keys].slice(0, mostNamed).map((key) => `alarm ${key} ${what}`);
    return {
      figures: {
        sent: this.#sent.size,
        presented: [...this.#sent].filter((key) => this.#presented.has(key)).length,
        lost: lost.length,
        doubled: this.#doubled.size,
        wrongBed: this.#wrongBed.size,
      },
      examples: [
        ...some('lost', lost),
        ...some('told as two', this.#doubled),
        ...some('under another bed', this.#wrongBed),
      ],
    };
  }

  /** One condition is one key, also where a gateway that was started again gives it another id. */
  #keyOf(alarmKey: string, address: string): { readonly key: string; readonly bedId: string } | null {
    const [, bedId, number] = ALARM_ID.exec(alarmKey) ?? [];
    const gatewayId = this.#gatewayIdAt(address);
    return bedId === undefined || gatewayId === undefined ? null : { key: `${gatewayId}/${bedId}/${number}`, bedId };
  }
}
