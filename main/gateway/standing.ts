import type { SourcedReport } from '#domain/alarms/alarm.ts';
import type { AlarmReport as WireAlarm } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { LinkError } from './linkError.ts';

/** Sixteen at each of 256 beds. No report is ever left out, so a gateway that goes on for ever has to be left. */
export const MOST_STANDING = 4096;

/** At one bed: some dozens are many. Each is compared with each other there, every second. */
export const MOST_AT_A_BED = 256;

/** How many alarms a gateway says stand at once. */
export class Standing {
  readonly #address: string;
  /** Of each alarm its bed. */
  readonly #beds = new Map<string, string>();
  readonly #atBed = new Map<string, number>();

  constructor(address: string) {
    this.#address = address;
  }

  /** A stream begins with these; to be asked before anything of it is taken in. @throws LinkError `oversized`. */
  opens(alarms: readonly WireAlarm[]): void {
    if (alarms.length > MOST_STANDING) throw this.#tooMany(MOST_STANDING, '');
    const atBed = new Map<string, number>();
    for (const { bedId } of alarms) {
      const count = (atBed.get(bedId) ?? 0) + 1;
      if (count > MOST_AT_A_BED) throw this.#tooMany(MOST_AT_A_BED, ' at one bed');
      atBed.set(bedId, count);
    }
  }

  /** ... and so they were taken in. */
  opened(reports: readonly SourcedReport[]): void {
    this.#beds.clear();
    this.#atBed.clear();
    this.told(reports);
  }

  /** @throws LinkError `oversized` when more stand than a station can show, keep or compare. */
  told(reports: readonly SourcedReport[]): void {
    for (const { report } of reports) {
      const { alarmKey, bedKey } = report;
      this.#leave(alarmKey);
      if (report.presence === 'off') continue;
      const count = (this.#atBed.get(bedKey) ?? 0) + 1;
      this.#beds.set(alarmKey, bedKey);
      this.#atBed.set(bedKey, count);
      if (count > MOST_AT_A_BED) throw this.#tooMany(MOST_AT_A_BED, ' at one bed');
    }
    if (this.#beds.size > MOST_STANDING) throw this.#tooMany(MOST_STANDING, '');
  }

  #leave(alarmKey: string): void {
    const bedKey = this.#beds.get(alarmKey);
    if (bedKey === undefined) return;
    this.#beds.delete(alarmKey);
    const left = (this.#atBed.get(bedKey) ?? 1) - 1;
    if (left > 0) this.#atBed.set(bedKey, left);
    else this.#atBed.delete(bedKey);
  }

  #tooMany(most: number, where: string): LinkError {
    return new LinkError(
      'oversized',
      `${this.#address}: says that more than ${most} alarms stand at once${where}. The gateway is faulty; restart it.`,
      { slow: true },
    );
  }
}
