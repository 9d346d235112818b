import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { LinkError } from './linkError.ts';

/** Sixteen at each of 256 beds. No report is ever left out, so a gateway that goes on for ever has to be left. */
export const MOST_STANDING = 4096;

/** How many alarms a gateway says stand at once. */
export class Standing {
  readonly #address: string;
  readonly #keys = new Set<string>();

  constructor(address: string) {
    this.#address = address;
  }

  /** A stream begins with so many, to be asked before anything of it is taken in. @throws LinkError `oversized`. */
  opens(count: number): void {
    if (count > MOST_STANDING) throw this.#tooMany();
  }

  /** ... and these are they. */
  opened(reports: readonly SourcedReport[]): void {
    this.#keys.clear();
    this.told(reports);
  }

  /** @throws LinkError `oversized` when more stand than a station can show or keep. */
  told(reports: readonly SourcedReport[]): void {
    for (const { report } of reports) {
      if (report.presence === 'off') this.#keys.delete(report.alarmKey);
      else this.#keys.add(report.alarmKey);
    }
    if (this.#keys.size > MOST_STANDING) throw this.#tooMany();
  }

  #tooMany(): LinkError {
    return new LinkError(
      'oversized',
      `${this.#address}: says that more than ${MOST_STANDING} alarms stand at once. The gateway is faulty; restart it.`,
      { slow: true },
    );
  }
}
