import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import { alarmIdAt } from '#domain/alarms/alarmKey.ts';
import { placeOf } from '#domain/alarms/place.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { trailsOf } from '#domain/alarms/trail.ts';
import type { Reason } from '#domain/alarms/triage/presentation.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { EITHER, NOBODY } from '#domain/ward/whose.ts';
import { MovingStation } from './movingStation.ts';
import { BEDS, FRAME_MS, MovingWard } from './movingWard.ts';
import type { WindowProbe } from './windowProbe.ts';

const gatewayIds = ['east', 'west'] as const;
type GatewayId = (typeof gatewayIds)[number];

const at = fc.constantFrom(...gatewayIds);
const bed = fc.integer({ min: 0, max: BEDS - 1 });
const endsAlarms = fc.boolean();
const step = fc.oneof(
  { weight: 7, arbitrary: fc.record({ does: fc.constant('frame' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('lose' as const),
      at,
      bed,
      meanwhile: fc.array(fc.record({ patient: fc.integer({ min: 1, max: 8 }), endsAlarms, alarms: fc.boolean() }), {
        maxLength: 2,
      }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('deliver' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('admit' as const),
      at,
      bed,
      patient: fc.option(fc.integer({ min: 1, max: 8 })),
      endsAlarms,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('move' as const), at, from: bed, to: bed, endsAlarms }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('transfer' as const), at, from: bed, to: bed, endsAlarms }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('swap' as const), at, one: bed, other: bed, endsAlarms }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('renumber' as const), at, one: bed, other: bed }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const), at }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restartStation' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('alarm' as const),
      at,
      bed,
      kind: fc.constantFrom('asystole', 'rate', 'lead'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('end' as const), at }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('repeat' as const), at }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('decide' as const),
      place: fc.nat({ max: 9 }),
      action: fc.constantFrom('acknowledge', 'take', 'note'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('silence' as const),
      at,
      bed,
      signal: fc.constantFrom('audio', 'alarm'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('overtake' as const),
      at,
      bed,
      patient: fc.integer({ min: 1, max: 8 }),
      action: fc.constantFrom('acknowledge', 'take'),
      endsAlarms,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: fc.constantFrom(1000, 20_000) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** A hospital of two gateways that share some patients, and a station with a window. */
class Hospital {
  readonly east = new MovingWard('east', [1, 2, 3]);
  readonly west = new MovingWard('west', [4, null, 5]);
  readonly station: MovingStation;

  constructor(isCareless: boolean) {
    this.station = new MovingStation(
      new Map([
        ['east', this.east],
        ['west', this.west],
      ]),
      isCareless,
    );
  }

  async does(done: Step): Promise<void> {
    const { station } = this;
    switch (done.does) {
      case 'frame':
        this.#frames();
        break;
      case 'lose':
        this.#loses(done.at, done.bed, done.meanwhile);
        station.opens(done.at, true);
        this.#frames();
        break;
      case 'deliver':
        await station.delivers();
        break;
      case 'admit':
        this.#changes(done.at, (ward) => ward.admits(done.bed, done.patient, done.endsAlarms));
        break;
      case 'move':
        if (done.from !== done.to) this.#changes(done.at, (ward) => ward.moves(done.from, done.to, done.endsAlarms));
        break;
      case 'transfer': {
        const other = done.at === 'east' ? 'west' : 'east';
        const patient = this[done.at].patientAt(done.from);
        this.#changes(done.at, (ward) => ward.admits(done.from, null, done.endsAlarms));
        this.#changes(other, (ward) => ward.admits(done.to, patient, done.endsAlarms));
        break;
      }
      case 'swap':
        if (done.one !== done.other)
          this.#changes(done.at, (ward) => ward.swapsPatients(done.one, done.other, done.endsAlarms));
        break;
      case 'renumber':
        if (done.one !== done.other) this.#changes(done.at, (ward) => ward.swapsNumbers(done.one, done.other));
        break;
      case 'restart':
        this[done.at].restarts();
        station.opens(done.at, false);
        this.#frames();
        break;
      case 'restartStation':
        await station.settles();
        station.starts();
        break;
      case 'alarm':
        this[done.at].alarms(done.bed, done.kind as 'asystole');
        break;
      case 'end':
        this[done.at].ends();
        break;
      case 'repeat':
        this[done.at].repeats();
        break;
      case 'decide':
        await station.settles();
        station.decides(done.place, done.action as 'take');
        break;
      case 'silence':
        await station.settles();
        station.silences(done.at, done.bed, done.signal as 'audio');
        break;
      case 'overtake':
        await this.#overtakes(done.at, done.bed, done.patient, done.action as 'take', done.endsAlarms);
        break;
      case 'wait':
        for (const ward of [this.east, this.west]) ward.passes(done.ms);
        station.waits(done.ms);
        break;
    }
  }

  /** An alarm is answered, and before the answer gets to the bedside somebody else comes into the bed. */
  async #overtakes(
    id: GatewayId,
    at: number,
    patient: number,
    action: 'acknowledge' | 'take',
    ends: boolean,
  ): Promise<void> {
    const { station } = this;
    this[id].alarms(at, 'asystole');
    this.#frames();
    await station.settles();
    station.holds(id);
    const place = [...station.window.members.values()].findLastIndex(({ alarm }) => {
      return alarm.gatewayId === id && alarm.report.bedKey === `${id}/b${at}` && stands(alarm);
    });
    if (place !== -1) station.decides(place, action);
    await station.settles();
    const comes = this[id].patientAt(at) === patient ? (patient % 8) + 1 : patient;
    this.#changes(id, (ward) => ward.admits(at, comes, ends));
    this.#frames();
  }

  /** What is under way comes, whatever it is. */
  async ends(): Promise<void> {
    this.#frames();
    await this.station.delivers();
    await this.station.delivers();
  }

  /** A frame of every gateway; that of `lost` never arrives. */
  #frames(lost?: GatewayId): void {
    if (lost !== undefined) this.station.holds(lost);
    this.station.waits(FRAME_MS);
    for (const id of gatewayIds) {
      const frame = this[id].frame();
      if (id !== lost) this.station.hears(id, frame);
    }
  }

  /**
   * Frames are lost, and meanwhile others come into a bed; not somebody who was there before: that nobody was there between nobody
   * can see (ward_service.proto, Backfill).
   */
  #loses(
    id: GatewayId,
    at: number,
    meanwhile: readonly { patient: number; endsAlarms: boolean; alarms: boolean }[],
  ): void {
    const told = this.station.window.beds.get(id)?.[at]?.patient?.patientId.slice(1) ?? Number.NaN;
    const were = new Set([this[id].patientAt(at), Number(told)]);
    this.#frames(id);
    for (const { patient, endsAlarms: ends, alarms } of meanwhile) {
      if (were.has(patient)) continue;
      were.add(patient);
      this[id].admits(at, patient, ends);
      this.#frames(id);
      if (alarms) this[id].alarms(at, 'asystole');
    }
    this.#frames(id);
  }

  /** A bed changes once a frame at the most, as in any hospital: twice would be seen as not at all. */
  #changes(id: GatewayId, change: (ward: MovingWard) => void): void {
    if (this[id].isUntold) this.#frames();
    this.station.holds(id);
    change(this[id]);
  }
}

/** How often something was there to be looked at: a property is worth something only where it is. */
const seen = {
  fetched: 0,
  marks: 0,
  values: 0,
  answers: 0,
  silences: 0,
  reasons: 0,
  trails: 0,
  parted: 0,
  recalled: 0,
  either: 0,
};

/** Whose a channel and a numeric is; each is one patient's in one bed for ever. */
function owners(window: WindowProbe) {
  const found = new Map<number, string>();
  for (const { beds } of window.all('beds')) {
    for (const { bedKey, patient, channels, numerics } of beds) {
      for (const id of [...channels.map(({ channelId }) => channelId), ...numerics.map(({ numericId }) => numericId)]) {
        const owner = `${patient?.patientId} at ${bedKey}`;
        expect(found.get(id) ?? owner).toBe(owner);
        found.set(id, owner);
      }
    }
  }
  return found;
}

function expectOwnWaves(window: WindowProbe): void {
  const whose = owners(window);
  for (const [channelId, samples] of window.samples) {
    for (const raw of samples.values()) expect(whose.get(channelId)).toContain(`p${raw} at `);
  }
  for (const { channelId, index } of window.marks) {
    const patient = Number(/^p(\d+) /.exec(whose.get(channelId) ?? '')?.[1]);
    expect(index % 5).toBe(patient % 5);
    seen.marks += 1;
  }
  for (const { observations } of window.all('observations')) {
    for (const { numericId, value } of observations) {
      expect(whose.get(numericId)).toContain(`p${value} at `);
      seen.values += 1;
    }
  }
  expect(window.duplicated).toBe(0);
}

/** Alarms that a reason speaks of; those of a gateway itself speak for nobody's. */
function others(reason: Reason): readonly string[] {
  if (reason.stage === 'deduplicate') return [reason.sameAs];
  if (reason.stage === 'joinEpisode' || reason.stage === 'attended') return [reason.with];
  return reason.stage === 'inhibit' ? [reason.by] : [];
}

function expectOwnAlarms({ station, east, west }: Hospital): void {
  const { alarms, triage } = station.desk;
  const wards = { east, west };
  const ofDecision = (commandId: string) => station.decided.get(commandId)?.patientKey;
  const mayBe = ({ gatewayId, report }: Alarm) => {
    const patients = wards[gatewayId as GatewayId].whose.get(alarmIdAt(gatewayId, report.alarmKey) ?? '') ?? [];
    return [...patients].map((patient) => station.keyOf(patient));
  };
  for (const alarm of alarms.alarms.values()) {
    const { patientKey, gatewayId } = alarm;
    if (gatewayId !== 'station') {
      // Nobody's name but of somebody who lay there while the bedside had it; else it says that it can be another's.
      const isDisclosed = patientKey === EITHER || patientKey === NOBODY || alarm.oddities.includes('earlierPatient');
      if (patientKey === EITHER) seen.either += 1;
      if (!isDisclosed) expect(mayBe(alarm)).toContain(patientKey);
    }
    if (alarm.oddities.includes('earlierPatient')) seen.parted += 1;
    const answers = [
      alarm.owner?.actorId,
      alarm.acknowledged?.actorId,
      ...alarm.notes.map(({ actorId }) => actorId),
      ...alarm.commandIds,
    ];
    for (const by of answers) {
      if (by === undefined) continue;
      expect(ofDecision(by), `${alarm.id} ${by}`).toBe(patientKey);
      seen.answers += 1;
    }
    const presented = triage.presented.get(alarm.id);
    // Of what is over the words are of its time.
    if (presented === undefined || !stands(alarm)) continue;
    for (const reason of presented.reasons) {
      for (const id of others(reason)) {
        const other = alarms.alarms.get(id);
        if (other !== undefined) expect(placeOf(other)).toBe(placeOf(alarm));
        seen.reasons += 1;
      }
      if (reason.stage === 'recur' || reason.stage === 'attended') {
        expect(ofDecision(reason.actorId)).toBe(patientKey);
        seen.reasons += 1;
      }
    }
    const { audible, visual } = signalsOf(alarm, presented, alarms.settings);
    if (audible.activation === 'on' && visual.activation === 'on') continue;
    const by = alarms.settings.filter(({ scope }) => scope.of === 'bed' && scope.bedKey === alarm.report.bedKey);
    expect(by.map(({ actorId }) => ofDecision(actorId))).toContain(patientKey);
    seen.silences += 1;
  }
  for (const { scope, actorId } of alarms.settings) {
    const now = scope.of === 'bed' ? (alarms.occupants.get(scope.bedKey)?.patientKey ?? '') : '';
    expect(ofDecision(actorId), 'what was set for who is no longer there is over').toBe(now);
  }
  for (const { patientKey, bedKey, alarms: some } of trailsOf(alarms)) {
    expect(alarms.occupants.get(bedKey)?.patientKey).toBe(patientKey);
    for (const { id } of some) expect(alarms.alarms.get(id)?.patientKey).toBe(patientKey);
    seen.trails += some.length;
  }
  for (const ward of [east, west]) {
    for (const { commandId, patient } of ward.carried) {
      const meant = ofDecision(commandId);
      // Carried to the patient it was meant for, or to a bed of which nobody else has been announced.
      expect([station.keyOf(patient), ''], commandId).toContain(patient === null ? '' : meant);
    }
  }
  for (const { delivery } of alarms.commands.values())
    if (delivery.state === 'lapsed' && delivery.reason.includes('another patient')) seen.recalled += 1;
}

/** What a window is told at one time of one bed is of one patient, row by row. */
function expectOwnRows(window: WindowProbe): void {
  const { episodes, unlisted } = worklist(window.members.values());
  for (const { members, patientKey, bedKey } of [...episodes, ...unlisted]) {
    for (const { alarm } of members) expect([alarm.patientKey, alarm.report.bedKey]).toEqual([patientKey, bedKey]);
  }
}

it.each([
  ['whose past holds only of who is there now', false],
  ['one of which tells the alarms of who was there before', true],
])(
  'never one patient’s wave, mark, value, alarm, owner, note or silence under another’s name, whatever happens to beds, patients, numbers, links and the station, on two gateways %s',
  async (_, isCareless) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
        const hospital = new Hospital(isCareless);
        const { station } = hospital;
        for (const done of steps) {
          await hospital.does(done);
          expectOwnAlarms(hospital);
          expectOwnRows(station.window);
        }
        await hospital.ends();
        expectOwnAlarms(hospital);
        for (const window of [...station.closed, station.window]) expectOwnWaves(window);
        seen.fetched += station.fetched;
        station.close();
      }),
      { numRuns: 150 },
    );
  },
  120_000,
);

it('... and all of that was there to be mixed up', () => {
  for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
});
