import { describe, expect, it } from 'vitest';
import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import { membersOf } from '#domain/alarms/members.ts';
import { mayGo } from '#domain/alarms/outbox.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { trailsOf } from '#domain/alarms/trail.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { type Held, type Move, moves } from '#domain/ward/moves.ts';
import { GATEWAY, NOON_MS, promptPolicy, report } from '#tests/domain/alarms/bedside.ts';

const EAST = GATEWAY;
const WEST = 'west:7000';
const ONE = `${EAST}/1`;
const TWO = `${EAST}/2`;
const NINE = `${WEST}/9`;

/** Who lies where: keys of patients by bed. */
type Told = Readonly<Record<string, string>>;

/** What is told of a move, by whom. `before`: who lay in bed one; `new`: the other bed of that patient, if there is one. */
interface Story {
  readonly before: string;
  readonly happens: (ward: Ward) => void;
  readonly new?: string;
}

/** A desk with two gateways, and one nurse. */
class Ward {
  desk: Desk = emptyDesk({ ...promptPolicy, leastSeenMs: 0 });
  nowMs = NOON_MS;
  #commands = 0;

  take(event: AlarmEvent): void {
    this.desk = reduceDesk(this.desk, event, this.nowMs).state;
  }

  waits(ms: number): void {
    for (const untilMs = this.nowMs + ms; this.nowMs < untilMs; ) {
      this.nowMs = Math.min(untilMs, this.nowMs + 1000);
      this.take({ type: 'tick' });
    }
  }

  tells(gatewayId: string, told: Told, isOpening = false): void {
    const beds = Object.entries(told).map(([bedKey, patientKey]) => ({ bedKey, patientKey }));
    this.take({ type: 'occupied', gatewayId, isOpening, beds });
  }

  hears(...reports: AlarmReport[]): void {
    const sourced = reports.map((one) => ({ report: one, sourceCode: null }));
    this.take({
      type: 'reported',
      gatewayId: reports[0]?.alarmKey.split('/')[0] ?? '',
      clockOffsetMs: 0,
      reports: sourced,
    });
  }

  opens(gatewayId: string, told: Told, ...reports: AlarmReport[]): void {
    this.tells(gatewayId, told, true);
    const sourced = reports.map((one) => ({ report: one, sourceCode: null }));
    this.take({ type: 'opened', gatewayId, clockOffsetMs: 0, reports: sourced });
  }

  decides(action: 'acknowledge' | 'take', alarmId: string): string {
    this.#commands += 1;
    const commandId = `c${this.#commands}`;
    const decision: Decision = { commandId, alarmId, action, actorId: 'nurse', issuedMs: this.nowMs };
    this.take({ type: 'decided', decision });
    return commandId;
  }

  confirms(commandId: string): void {
    this.take({ type: 'answered', commandId, answer: { outcome: 'confirmed', earlierActorId: null } });
  }

  get standing(): Alarm[] {
    return [...this.desk.alarms.alarms.values()].filter(stands);
  }
}

const high = { code: 'MDC_EVT_ECG_ASYSTOLE', label: 'Asystole', priority: 'high' } as const;
const standing = report({ alarmKey: `${EAST}/standing`, bedKey: ONE, ...high });
const latched = report({ alarmKey: `${EAST}/latched`, bedKey: ONE, ...high, code: 'MDC_EVT_ECG_V_FIB', label: 'VF' });
const sent = report({ alarmKey: `${EAST}/sent`, bedKey: ONE, ...high, code: 'MDC_EVT_ECG_V_TACH', label: 'VT' });
const called = report({ alarmKey: `${EAST}/called`, bedKey: ONE });
/** A patient with nothing but a call that the nurse has answered, and that ended five seconds ago. */
function answeredOnce(before: string): Ward {
  const ward = new Ward();
  ward.tells(EAST, { [ONE]: before, [TWO]: 'bert' });
  ward.tells(WEST, { [NINE]: '' });
  ward.hears(called);
  ward.confirms(ward.decides('acknowledge', called.alarmKey));
  ward.hears({ ...called, presence: 'off', timeMs: NOON_MS + 3 });
  ward.waits(5000);
  return ward;
}

/** The same condition begins again, in whatever bed. */
const again = (bedKey: string) =>
  report({ alarmKey: `${bedKey.split('/')[0]}/again`, bedKey, onsetMs: NOON_MS + 60_000, timeMs: NOON_MS + 60_000 });

/**
 * Bed one before the move: an asystole that the nurse has, has acknowledged and noted on; a fibrillation that is over and to be
 * seen; a tachycardia whose acknowledgement is still under way; and the alarms of the bed are off.
 */
function begins(before: string): { readonly ward: Ward; readonly underWay: string } {
  const ward = new Ward();
  ward.tells(EAST, { [ONE]: before, [TWO]: 'bert' });
  ward.tells(WEST, { [NINE]: '' });
  ward.hears(standing, sent);
  for (const action of ['take', 'acknowledge'] as const) ward.confirms(ward.decides(action, standing.alarmKey));
  const note = { commandId: 'note', alarmId: standing.alarmKey, actorId: 'nurse', issuedMs: ward.nowMs } as const;
  ward.take({ type: 'decided', decision: { ...note, action: 'note', text: 'CPR' } });
  ward.hears({ ...latched, timeMs: NOON_MS + 1 });
  ward.hears({ ...latched, presence: 'latched', timeMs: NOON_MS + 2 });
  const underWay = ward.decides('acknowledge', sent.alarmKey);
  ward.take({
    type: 'set',
    setting: { scope: { of: 'bed', bedKey: ONE }, signal: 'alarm', activation: 'off', actorId: 'nurse', pauseMs: 0 },
  });
  ward.waits(5000);
  return { ward, underWay };
}

/** What the bedside still reports of it when a stream begins. */
const stillThere = (ward: Ward) =>
  [standing, { ...latched, presence: 'latched' as const }].filter((one) => ward.desk.alarms.alarms.has(one.alarmKey));

const stories: Readonly<Record<Move, Story>> = {
  admitted: { before: '', happens: (ward) => ward.tells(EAST, { [ONE]: 'cleo', [TWO]: 'bert' }) },
  discharged: { before: 'anna', happens: (ward) => ward.tells(EAST, { [ONE]: '', [TWO]: 'bert' }) },
  replaced: { before: 'anna', happens: (ward) => ward.tells(EAST, { [ONE]: 'cleo', [TWO]: 'bert' }) },
  transferred: {
    before: 'anna',
    new: TWO,
    happens: (ward) => {
      ward.tells(EAST, { [ONE]: 'anna', [TWO]: '' });
      ward.tells(EAST, { [ONE]: '', [TWO]: 'anna' });
    },
  },
  transferredAway: {
    before: 'anna',
    new: NINE,
    happens: (ward) => {
      ward.tells(EAST, { [ONE]: '', [TWO]: 'bert' });
      ward.waits(2000);
      ward.tells(WEST, { [NINE]: 'anna' });
    },
  },
  swapped: { before: 'anna', new: TWO, happens: (ward) => ward.tells(EAST, { [ONE]: 'bert', [TWO]: 'anna' }) },
  numberCorrected: { before: 'anna', happens: (ward) => ward.tells(EAST, { [ONE]: 'anna2', [TWO]: 'bert' }) },
  // Keys are made of the id alone (whose.ts): nothing that could be told has changed.
  nameCorrected: { before: 'anna', happens: (ward) => ward.tells(EAST, { [ONE]: 'anna', [TWO]: 'bert' }) },
  rewired: { before: 'anna', happens: (ward) => ward.opens(WEST, { [NINE]: 'anna' }) },
  rewiredOverlapping: {
    before: 'anna',
    new: NINE,
    happens: (ward) => {
      ward.opens(WEST, { [NINE]: 'anna' });
      ward.waits(3000);
      ward.tells(EAST, { [ONE]: '', [TWO]: 'bert' });
    },
  },
  announcedTwice: { before: 'anna', happens: (ward) => ward.tells(WEST, { [NINE]: 'anna' }) },
  labelledTwice: { before: 'anna', happens: (ward) => ward.tells(WEST, { [NINE]: 'dora' }) },
  unknownReplaced: {
    before: 'named X',
    happens: (ward) => ward.tells(EAST, { [ONE]: 'named Y', [TWO]: 'bert' }),
  },
  unknownByUnknown: { before: 'named', happens: (ward) => ward.tells(EAST, { [ONE]: 'named', [TWO]: 'bert' }) },
  changedWhileAway: {
    before: 'anna',
    happens: (ward) => ward.opens(EAST, { [ONE]: 'cleo', [TWO]: 'bert' }, ...stillThere(ward)),
  },
  changedWhileDown: {
    before: 'anna',
    happens: (ward) => {
      ward.desk = structuredClone(ward.desk);
      ward.opens(EAST, { [ONE]: 'cleo', [TWO]: 'bert' }, ...stillThere(ward));
    },
  },
};

/** Who lies in bed one after the move. */
const nowAt = (ward: Ward, bedKey: string) => ward.desk.alarms.occupants.get(bedKey)?.patientKey ?? '';

/** The alarms of a key, as a person finds them: of the one before, and of whoever lies there now. */
function found(ward: Ward, { alarmKey }: AlarmReport, before: string) {
  const all = [...ward.desk.alarms.alarms.values()].filter(({ report: { alarmKey: key } }) => key === alarmKey);
  const now = nowAt(ward, ONE);
  return {
    theirs: all.find(({ patientKey }) => patientKey === before),
    ofNow: now === before ? undefined : all.find(({ patientKey }) => patientKey === now),
  };
}

/** Looks at one thing after a move; what it must be for each fate. Throws where a fate makes no sense for it. */
const checks: Readonly<Partial<Record<Held, (story: Story, fate: string) => void>>> = {
  standing: (story, fate) => {
    const { ward } = begins(story.before);
    story.happens(ward);
    const { theirs, ofNow } = found(ward, standing, story.before);
    if (fate === 'parts') {
      expect(theirs).toMatchObject({ bedside: 'off', acknowledged: { actorId: 'nurse' } });
      expect(ofNow).toMatchObject({
        presence: 'on',
        acknowledged: null,
        owner: null,
        notes: [],
        oddities: ['earlierPatient'],
      });
      expect(ward.desk.triage.presented.get(ofNow?.id ?? '')).toMatchObject({
        manner: 'announced',
        announcedMs: ward.nowMs,
      });
      const { audible, visual } = signalsOf(
        ofNow as Alarm,
        ward.desk.triage.presented.get(ofNow?.id ?? '') as never,
        ward.desk.alarms.settings,
      );
      expect([audible, visual].map(({ activation, presence }) => [presence, activation])).toEqual([
        ['on', 'on'],
        ['on', 'on'],
      ]);
      return;
    }
    expect(ofNow).toBeUndefined();
    expect(theirs).toMatchObject({ presence: 'on', bedside: 'on' });
    expect(theirs?.oddities).toEqual(fate === 'left' ? ['patientLeft'] : []);
  },
  latched: (story, fate) => {
    const { ward } = begins(story.before);
    story.happens(ward);
    const { theirs, ofNow } = found(ward, latched, story.before);
    expect(ofNow).toBeUndefined();
    expect(theirs).toMatchObject({ presence: 'latched', acknowledged: null });
    const row = [...worklist(membersOf(ward.desk).values()).episodes].find(({ members }) =>
      members.some(({ alarm }) => alarm === theirs),
    );
    expect(row?.patientKey).toBe(story.before);
    expect(theirs?.oddities.includes('patientLeft')).toBe(fate === 'left');
  },
  answers: (story, fate) => {
    const { ward } = begins(story.before);
    story.happens(ward);
    const { theirs } = found(ward, standing, story.before);
    expect(theirs).toMatchObject({ owner: { actorId: 'nurse' }, acknowledged: { actorId: 'nurse' } });
    expect(theirs?.notes.map(({ text }) => text)).toEqual(['CPR']);
    // Nobody else's alarm has any of it.
    for (const alarm of ward.standing) {
      if (alarm.patientKey === story.before) continue;
      expect([alarm.owner, alarm.acknowledged, alarm.notes.length, alarm.commandIds.length]).toEqual([
        null,
        null,
        0,
        0,
      ]);
    }
    const trail = trailsOf(ward.desk.alarms).find(({ bedKey }) => bedKey === story.new);
    if (fate !== 'follows') {
      expect(trail).toBeUndefined();
      return;
    }
    expect(trail).toMatchObject({ patientKey: story.before, from: { bedKey: ONE } });
    expect(trail?.from.untilMs).not.toBeNull();
    expect(trail?.alarms.find(({ id }) => id === standing.alarmKey)).toMatchObject({
      owner: { actorId: 'nurse' },
      acknowledged: { actorId: 'nurse' },
      notes: [{ text: 'CPR' }],
    });
  },
  silence: (story, fate) => {
    const { ward } = begins(story.before);
    story.happens(ward);
    const first = { ...sent, alarmKey: `${EAST}/first`, timeMs: NOON_MS + 9000, onsetMs: NOON_MS + 9000 };
    ward.hears(first);
    const heard = membersOf(ward.desk).get(first.alarmKey);
    if (heard === undefined) throw new Error('the first alarm of whoever is there now is not shown');
    const { audible, visual } = signalsOf(heard.alarm, heard.presentation, ward.desk.alarms.settings);
    const silent = fate === 'stays' ? 'off' : 'on';
    expect([audible.activation, visual.activation]).toEqual([silent, silent]);
    expect(ward.desk.alarms.settings).toHaveLength(fate === 'stays' ? 1 : 0);
  },
  memory: (story, fate) => {
    const ward = answeredOnce(story.before);
    story.happens(ward);
    const here = again(ONE);
    ward.hears(here);
    const stages = (id: string) => ward.desk.triage.presented.get(id)?.reasons.map(({ stage }) => stage);
    expect(stages(here.alarmKey)).toEqual(fate === 'stays' ? ['recur'] : []);
    if (fate !== 'stays') expect(ward.desk.triage.presented.get(here.alarmKey)?.manner).toBe('announced');
    if (fate !== 'follows') return;
    // ... but in the bed to which the patient was brought it goes on with who has answered.
    const other = answeredOnce(story.before);
    story.happens(other);
    const there = again(story.new ?? '');
    other.hears(there);
    const presented = other.desk.triage.presented.get(there.alarmKey);
    expect(presented).toMatchObject({ manner: 'quiet', reasons: [{ stage: 'recur', actorId: 'nurse' }] });
  },
  underWay: (story, fate) => {
    const { ward, underWay } = begins(story.before);
    story.happens(ward);
    const state = ward.desk.alarms.commands.get(underWay)?.delivery.state;
    expect(state).toBe(fate === 'ends' ? 'lapsed' : 'sent');
    expect(mayGo(ward.desk.alarms, underWay)).toBe(fate !== 'ends');
  },
};

describe.each(Object.entries(moves) as [Move, (typeof moves)[Move]][])('a patient: %s', (move, row) => {
  it.each(Object.entries(row).filter(([held]) => checks[held as Held] !== undefined))('%s: %s', (held, fate) => {
    checks[held as Held]?.(stories[move], fate);
  });
});

/** Bed one with Anna, who has what the nurse knows of; then Cleo comes in her place. */
function cleoAfter(...annas: AlarmReport[]): Ward {
  const ward = new Ward();
  ward.tells(EAST, { [ONE]: 'anna' });
  for (const one of annas) ward.hears(one);
  return ward;
}

const cleo = { [ONE]: 'cleo' };
const manner = (ward: Ward, id: string) => ward.desk.triage.presented.get(id)?.manner;

describe('who comes after another patient', () => {
  it('is not taken for one whose alarm comes and goes, because that of the one before did', () => {
    const ward = cleoAfter();
    for (let time = 0; time < 3; time++) {
      const at = { alarmKey: `${EAST}/hr${time}`, onsetMs: ward.nowMs, timeMs: ward.nowMs };
      ward.hears({ ...called, ...at });
      ward.hears({ ...called, ...at, presence: 'off', timeMs: ward.nowMs + 1 });
      ward.waits(5000);
    }
    ward.tells(EAST, cleo);
    ward.hears(again(ONE));
    expect(ward.desk.triage.presented.get(`${EAST}/again`)).toMatchObject({ manner: 'announced', reasons: [] });
  });

  it('calls, though the nurse is at an alarm of the one before that stands on, acknowledged', () => {
    const ward = cleoAfter({ ...standing, priority: 'medium' });
    ward.decides('acknowledge', standing.alarmKey);
    ward.tells(EAST, { [ONE]: '' });
    ward.hears({ ...called, code: 'MDC_EVT_ECG_V_TACH', label: 'VT' });
    expect(manner(ward, called.alarmKey)).toBe('announced');
  });

  it('has an alarm of their own, though the one before has the same one to be seen', () => {
    const ward = cleoAfter(latched, { ...latched, presence: 'off', timeMs: NOON_MS + 1 });
    ward.take({ type: 'tick' });
    const before = ward.desk.alarms.alarms.get(latched.alarmKey);
    ward.tells(EAST, cleo);
    ward.hears({ ...latched, timeMs: NOON_MS + 9000 });
    const ids = ward.standing.map(({ id, patientKey }) => [id, patientKey]);
    expect(ids).toContainEqual([`${latched.alarmKey}~2`, 'cleo']);
    if (before !== undefined && stands(before)) expect(ids).toContainEqual([latched.alarmKey, 'anna']);
  });

  it('is not said to have what a bedside ends a moment after: it was of the one before', () => {
    const ward = cleoAfter(standing);
    ward.waits(60_000);
    ward.tells(EAST, cleo);
    expect(ward.standing.map(({ patientKey }) => patientKey)).toEqual(['anna', 'cleo']);
    ward.hears({ ...standing, presence: 'off', timeMs: NOON_MS + 60_001 });
    // Nobody had acknowledged it: hers is still to be seen, as hers.
    expect(ward.standing).toMatchObject([{ patientKey: 'anna', presence: 'latched' }]);
  });

  it('an asystole that ends later than that is kept to be seen, like any other of theirs', () => {
    const ward = cleoAfter(standing);
    ward.tells(EAST, cleo);
    ward.waits(20_000);
    ward.hears({ ...standing, presence: 'off', timeMs: NOON_MS + 20_000 });
    expect(ward.standing.map(({ patientKey, presence }) => [patientKey, presence])).toContainEqual(['cleo', 'latched']);
  });

  it('is not said to have been seen to by what the gateway tells of somebody who answered before they came', () => {
    const ward = cleoAfter(standing);
    ward.waits(10_000);
    const acknowledgement = { actorId: 'dr-east', commandId: 'e1', timeMs: NOON_MS + 5000 };
    ward.opens(EAST, cleo, { ...standing, acknowledgement, owner: acknowledgement, timeMs: NOON_MS + 6000 });
    const theirs = ward.standing.find(({ patientKey }) => patientKey === 'cleo');
    expect(theirs).toMatchObject({ acknowledged: null, owner: null, presence: 'on' });
    ward.waits(5000);
    const now = { ...acknowledgement, commandId: 'e2', timeMs: ward.nowMs };
    ward.hears({ ...standing, acknowledgement: now, timeMs: ward.nowMs });
    expect(ward.desk.alarms.alarms.get(theirs?.id ?? '')?.acknowledged).toMatchObject({ commandId: 'e2' });
  });

  it('is not said to have what came and went in the outage in which they came: it can be of either', () => {
    const ward = cleoAfter();
    ward.waits(60_000);
    ward.opens(EAST, cleo);
    const past = { ...standing, alarmKey: `${EAST}/past`, onsetMs: NOON_MS + 30_000, timeMs: NOON_MS + 30_000 };
    const reports = [past, { ...past, presence: 'off', timeMs: NOON_MS + 31_000 } as const];
    ward.take({
      type: 'toldLate',
      gatewayId: EAST,
      clockOffsetMs: 0,
      reports: reports.map((one) => ({ report: one, sourceCode: null })),
    });
    expect(ward.standing).toMatchObject([{ id: past.alarmKey, patientKey: '?', presence: 'latched' }]);
    const [row] = worklist(membersOf(ward.desk).values()).episodes;
    expect(row?.patientKey).toBe('?');
  });

  it('is not silenced by a person who saw the one before when they turned the alarms off', () => {
    const ward = cleoAfter();
    ward.tells(EAST, cleo);
    const off = { scope: { of: 'bed', bedKey: ONE }, signal: 'alarm', actorId: 'nurse', pauseMs: 0 } as const;
    ward.take({ type: 'set', setting: { ...off, activation: 'off', patientKey: 'anna' } });
    expect(ward.desk.alarms.settings).toEqual([]);
    expect(ward.desk.alarms.counts.settingsRefused).toBe(1);
    ward.take({ type: 'set', setting: { ...off, activation: 'off', patientKey: 'cleo' } });
    expect(ward.desk.alarms.settings).toHaveLength(1);
    ward.take({ type: 'set', setting: { ...off, activation: 'on', patientKey: 'anna' } });
    expect(ward.desk.alarms.settings, 'turning on is never refused').toEqual([]);
  });
});

describe('a pause of one bed', () => {
  it('does not cover an alarm of the patient before, who is not there', () => {
    const ward = cleoAfter(latched, { ...latched, presence: 'latched', timeMs: NOON_MS + 1 });
    ward.tells(EAST, cleo);
    ward.take({
      type: 'set',
      setting: { scope: { of: 'bed', bedKey: ONE }, signal: 'audio', activation: 'off', actorId: 'nurse', pauseMs: 0 },
    });
    const [member] = membersOf(ward.desk).values();
    if (member === undefined) throw new Error('the alarm of the one before is not shown');
    expect(signalsOf(member.alarm, member.presentation, ward.desk.alarms.settings).audible.activation).toBe('on');
  });
});

describe('a patient who is brought from bed to bed', () => {
  it('is followed over an hour without a bed, and over two moves', () => {
    const ward = new Ward();
    ward.tells(EAST, { [ONE]: 'anna', [TWO]: '' });
    ward.tells(EAST, { [ONE]: '', [TWO]: '' });
    const leftMs = ward.nowMs;
    ward.waits(3_600_000);
    ward.tells(EAST, { [ONE]: '', [TWO]: 'anna' });
    expect(trailsOf(ward.desk.alarms)).toEqual([
      { bedKey: TWO, patientKey: 'anna', from: { bedKey: ONE, untilMs: leftMs }, alarms: [] },
    ]);
    ward.tells(WEST, { [NINE]: 'anna' });
    ward.tells(EAST, { [ONE]: '', [TWO]: '' });
    expect(trailsOf(ward.desk.alarms)).toMatchObject([{ bedKey: NINE, from: { bedKey: TWO, untilMs: ward.nowMs } }]);
  });

  it('who comes back to the same bed is not said to come from it', () => {
    const ward = new Ward();
    ward.tells(EAST, { [ONE]: 'anna' });
    ward.tells(EAST, { [ONE]: '' });
    ward.tells(EAST, { [ONE]: 'anna' });
    expect(trailsOf(ward.desk.alarms)).toEqual([]);
  });

  it('two who swap come each from the bed of the other', () => {
    const ward = new Ward();
    ward.tells(EAST, { [ONE]: 'anna', [TWO]: 'bert' });
    ward.tells(EAST, { [ONE]: 'bert', [TWO]: 'anna' });
    expect(trailsOf(ward.desk.alarms).map(({ bedKey, patientKey, from }) => [bedKey, patientKey, from.bedKey])).toEqual(
      [
        [ONE, 'bert', TWO],
        [TWO, 'anna', ONE],
      ],
    );
  });
});
