import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { stands } from '#domain/alarms/alarm.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { type ClearLimit, clearLimitOf, contradictsItself, isBeyond } from '#domain/alarms/limitCondition.ts';
import type { PolicyPriority } from '#domain/alarms/policy.ts';
import { shownPriority, urgencyOf } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Logged } from './logged.ts';
import { isWider, keyOfLimit, LOOKED_AT, limitNameOf, measuredOf, type TriedLimit } from './triedLimit.ts';

/**
 * What another limit makes of one alarm, from its beginning to its end. `gone`: its worst value stayed within the other limit.
 * `later`: it begins with the report that first tells a value beyond it. The rest goes on as it was: `same` was beyond it from
 * the beginning; `noValues` does not tell value and limit; `unclear` contradicts itself, or does not tell how far it went to
 * its end; `whenUnknown` went beyond it at a time that no report tells; `ownIsWider` has a limit of its own that is as wide;
 * `stoodBefore` began before the log.
 */
type Fate = 'gone' | 'later' | 'same' | Unchanged;

export type Unchanged = 'noValues' | 'unclear' | 'whenUnknown' | 'ownIsWider' | 'stoodBefore';

/** What the limits that were tried made of the alarms that began in a span. A plain object: it can travel as JSON. */
export interface LimitsTried {
  readonly limits: readonly {
    readonly tried: TriedLimit;
    readonly alarms: number;
    readonly gone: number;
    readonly later: number;
  }[];
  /** The bedside would not have reported them, by the highest priority they had. */
  readonly gone: Readonly<Record<PolicyPriority, number>> & {
    /** Of these, what was true; null: nobody has said what was. */
    readonly actionable: number | null;
  };
  /** They would have begun later. */
  readonly later: number;
  /** Alarms of the tried limits that stayed as they were, though the tried limit might have changed them. */
  readonly unchanged: Readonly<Record<Unchanged, number>>;
}

export interface Widened {
  readonly log: readonly Logged[];
  /** Of what begins later: when it begins now, by alarm and when it began then, both `alarmKey@station's clock`. */
  readonly movedFrom: ReadonlyMap<string, string>;
  readonly tried: LimitsTried;
}

export interface WidenQuestion {
  readonly limits: readonly TriedLimit[];
  /** As it was before the log begins. */
  readonly start: Desk | undefined;
  readonly span: { readonly fromMs: number; readonly untilMs: number };
  readonly isActionable: ((alarmId: string) => boolean) | undefined;
}

/**
 * A log as it would be, had the bedsides had wider limits: without the alarms whose worst value stayed within them, and with
 * those that crossed them later beginning then. Every alarm ends as it did: when its value would have been back within the
 * wider limit, no report tells. Of a high alarm too: a limit is the bedside's own, and what the bedside does not report nobody
 * hears (DECISIONS, 40). Run in slices; every step is short, and the last one returns.
 */
export function* widenedLog(log: readonly Logged[], question: WidenQuestion): Generator<undefined, Widened> {
  const { limits, start, span, isActionable } = question;
  const courses = new Courses(limits, start);
  for (const [index, { atMs, event }] of log.entries()) {
    if (index % LOOKED_AT === LOOKED_AT - 1) yield;
    courses.take(event, atMs);
  }
  const widened: Logged[] = [];
  const movedFrom = new Map<string, string>();
  let next = 0;
  for (const [index, logged] of log.entries()) {
    if (index % LOOKED_AT === LOOKED_AT - 1) yield;
    const { atMs, event } = logged;
    if (!('reports' in event)) {
      widened.push(logged);
      continue;
    }
    const reports = event.reports.flatMap((reported): SourcedReport[] => {
      const { course, place } = courses.reports[next] as PlacedReport;
      next += 1;
      const { fate, crossing } = course;
      if (fate === 'gone') return [];
      if (fate !== 'later' || crossing === null) return [reported];
      if (place < crossing.place) return [];
      const { alarmKey } = reported.report;
      if (place === crossing.place) movedFrom.set(`${alarmKey}@${atMs}`, `${alarmKey}@${course.beganMs}`);
      return [{ ...reported, report: { ...reported.report, onsetMs: crossing.timeMs } }];
    });
    if (reports.length > 0 || event.type === 'opened') widened.push({ atMs, event: { ...event, reports } });
  }
  const begun = courses.all.filter(({ beganMs }) => beganMs >= span.fromMs && beganMs < span.untilMs);
  return { log: widened, movedFrom, tried: triedOf(limits, begun, isActionable) };
}

function triedOf(
  limits: readonly TriedLimit[],
  courses: readonly Course[],
  isActionable: WidenQuestion['isActionable'],
): LimitsTried {
  const of = (fate: Fate) => courses.filter((course) => course.fate === fate);
  const gone = of('gone');
  const count = (priority: PolicyPriority) => gone.filter((course) => shownPriority(course) === priority).length;
  return {
    limits: limits.map((tried) => {
      const mine = courses.filter((course) => course.tried === tried);
      const number = (fate: Fate) => mine.filter((course) => course.fate === fate).length;
      return { tried, alarms: mine.length, gone: number('gone'), later: number('later') };
    }),
    gone: {
      high: count('high'),
      medium: count('medium'),
      low: count('low'),
      actionable: isActionable === undefined ? null : gone.filter(({ alarmKey }) => isActionable(alarmKey)).length,
    },
    later: of('later').length,
    unchanged: {
      noValues: of('noValues').length,
      unclear: of('unclear').length,
      whenUnknown: of('whenUnknown').length,
      ownIsWider: of('ownIsWider').length,
      stoodBefore: of('stoodBefore').length,
    },
  };
}

interface PlacedReport {
  readonly course: Course;
  /** 0, 1, 2 ... among the reports of its course. */
  readonly place: number;
}

/** The courses of all alarms of a log, and which report belongs to which. */
class Courses {
  readonly all: Course[] = [];
  /** In the order of the log. */
  readonly reports: PlacedReport[] = [];
  readonly #current = new Map<string, Course>();
  readonly #limits: ReadonlyMap<string, TriedLimit>;
  readonly #measured: ReadonlySet<string>;
  readonly #stoodBefore: ReadonlySet<string>;

  constructor(limits: readonly TriedLimit[], start: Desk | undefined) {
    this.#limits = new Map(limits.map((limit) => [keyOfLimit(limit), limit]));
    this.#measured = new Set(limits.map(measuredText));
    const before = [...(start?.alarms.alarms.values() ?? [])].filter(stands);
    this.#stoodBefore = new Set(before.map(({ report }) => report.alarmKey));
  }

  take(event: AlarmEvent, atMs: number): void {
    switch (event.type) {
      case 'opened': {
        const listed = new Set(event.reports.map(({ report }) => report.alarmKey));
        this.#losesSightOf(({ gatewayId, alarmKey }) => gatewayId === event.gatewayId && !listed.has(alarmKey));
        for (const reported of event.reports) this.#report(event.gatewayId, reported, atMs);
        break;
      }
      case 'reported':
      case 'toldLate':
        for (const reported of event.reports) this.#report(event.gatewayId, reported, atMs);
        break;
      case 'bedsRemoved':
        this.#losesSightOf(({ gatewayId, bedKey }) => gatewayId === event.gatewayId && event.bedKeys.includes(bedKey));
        break;
    }
  }

  #report(gatewayId: string, reported: SourcedReport, atMs: number): void {
    const { report } = reported;
    const isPresent = report.presence === 'on' || report.presence === 'unknown';
    let course = this.#current.get(report.alarmKey);
    if (course === undefined || (course.hasEnded && isPresent)) {
      // An alarm that stood before goes on until it has ended.
      const stoodBefore = course === undefined && this.#stoodBefore.has(report.alarmKey);
      course = new Course(gatewayId, report, atMs, stoodBefore);
      this.#current.set(report.alarmKey, course);
      this.all.push(course);
    }
    const name = limitNameOf(reported);
    const measured = measuredOf(reported);
    this.reports.push({ course, place: course.count });
    course.take(report, isPresent, {
      key: name && keyOfLimit(name),
      tried: (name && this.#limits.get(keyOfLimit(name))) ?? null,
      isMeant: measured !== null && this.#measured.has(measuredText(measured)),
    });
  }

  /** They have ended, and how far they went until then nobody has told. */
  #losesSightOf(isGone: (course: Course) => boolean): void {
    for (const course of this.#current.values()) if (!course.hasEnded && isGone(course)) course.loseSight();
  }
}

function measuredText({ code, measured }: Pick<TriedLimit, 'code' | 'measured'>): string {
  return JSON.stringify([code, measured]);
}

/** One alarm from its beginning to its end, as its reports tell it. */
class Course {
  readonly gatewayId: string;
  readonly alarmKey: string;
  readonly bedKey: string;
  /** Station's clock. */
  readonly beganMs: number;
  priority: AlarmReport['priority'];
  tried: TriedLimit | null = null;
  hasEnded = false;
  count = 0;
  /** The first report that tells a value beyond the tried limit. `timeMs`: gateway's clock. */
  crossing: { readonly place: number; readonly timeMs: number; readonly isPresent: boolean } | null = null;
  readonly #stoodBefore: boolean;
  #own: ClearLimit | null = null;
  #key: string | null = null;
  #isMeant = false;
  #isUnclear = false;
  /** Whether the last report told how far it had gone. */
  #isToldInFull = false;

  constructor(gatewayId: string, report: AlarmReport, atMs: number, stoodBefore: boolean) {
    this.gatewayId = gatewayId;
    this.alarmKey = report.alarmKey;
    this.bedKey = report.bedKey;
    this.beganMs = atMs;
    this.priority = report.priority;
    this.#stoodBefore = stoodBefore;
  }

  take(
    report: AlarmReport,
    isPresent: boolean,
    limit: { readonly key: string | null; readonly tried: TriedLimit | null; readonly isMeant: boolean },
  ): void {
    if (urgencyOf(report) > urgencyOf(this)) this.priority = report.priority;
    const { limit: told } = report;
    this.#isMeant ||= limit.isMeant;
    this.#key ??= limit.key;
    this.tried ??= limit.tried;
    this.#own ??= clearLimitOf(told);
    this.#isUnclear ||=
      report.bedKey !== this.bedKey ||
      (limit.key !== null && limit.key !== this.#key) ||
      (told !== null && contradictsItself(told, isPresent));
    const worst = told === null ? null : (told.extreme ?? told.value);
    if (this.tried !== null && this.crossing === null && limit.key !== null && worst !== null)
      if (isBeyond(worst, this.tried)) this.crossing = { place: this.count, timeMs: report.timeMs, isPresent };
    this.#isToldInFull = limit.key !== null && told?.extreme != null;
    this.count += 1;
    if (!isPresent) this.hasEnded = true;
  }

  loseSight(): void {
    this.hasEnded = true;
    this.#isToldInFull = false;
  }

  get fate(): Fate {
    const { tried, crossing } = this;
    if (tried === null || this.#own === null) return this.#isMeant && this.#own === null ? 'noValues' : 'same';
    if (!isWider(tried.limit, this.#own)) return 'ownIsWider';
    if (this.#stoodBefore) return 'stoodBefore';
    if (this.#isUnclear) return 'unclear';
    if (crossing === null) return this.#isToldInFull ? 'gone' : 'unclear';
    if (crossing.place === 0) return 'same';
    return crossing.isPresent ? 'later' : 'whenUnknown';
  }
}
