import { VirtualTimeScheduler } from 'rxjs';
import { expect, test } from 'vitest';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { Opined } from '#domain/alarms/events.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { type OpinionQuestion, secondOpinion } from '#domain/analysis/secondOpinion.ts';
import type { Judge } from '#main/opinion/judgeThread.ts';
import { OpinionDesk } from '#main/opinion/opinionDesk.ts';
import { asystole, GATEWAY, NOON_MS, report, Station } from '#tests/domain/alarms/bedside.ts';
import { steady } from '#tests/domain/analysis/ecgTrace.ts';
import { DURATION_MS, flat, lead, pulse } from '#tests/domain/analysis/strips.ts';
import { HeldWard } from './heldBed.ts';

const beating = steady(80, DURATION_MS);
const stopped = beating.filter((atMs) => atMs < 24_000);
const standstill = [lead('II', stopped), lead('V', stopped, 2), pulse(stopped)];
const lostLeads = [flat('ecg', 'II'), flat('ecg', 'V'), pulse(beating)];

const fresh = (bed: number, over: Partial<AlarmReport> = {}) =>
  asystole({ bedKey: `${GATEWAY}/${bed}`, alarmKey: `${GATEWAY}/a-${bed}`, ...over });

/** A station with its desk of opinions; `judge` judges here unless a test says otherwise. */
function hospital(judge: (question: OpinionQuestion) => Promise<ReturnType<typeof secondOpinion>> = judgeHere) {
  const scheduler = new VirtualTimeScheduler();
  const ward = new HeldWard();
  const station = new Station();
  const told: Opined[] = [];
  const failures: string[] = [];
  const thread: Judge = { judge, close: () => Promise.resolve() };
  const desk = new OpinionDesk({
    waves: ward.recent,
    judge: thread,
    alarmOf: (id) => station.desk.alarms.alarms.get(id),
    opined: (opinions) => {
      told.push(...opinions);
      station.take({ type: 'opined', opinions });
    },
    failed: (gatewayId, reason) => failures.push(`${gatewayId}: ${reason}`),
    clock: { monotonicMs: () => scheduler.now() },
    scheduler,
  });
  return {
    ward,
    station,
    told,
    failures,
    desk,
    /** Alarms come, and what the station makes of them is passed on as it does. */
    hears: (...reports: readonly AlarmReport[]) => {
      const effects = station.hears(...reports);
      const ids = effects.flatMap((effect) => (effect.type === 'presented' ? [effect.alarmId] : []));
      desk.presented(ids.flatMap((id) => station.desk.alarms.alarms.get(id) ?? []));
    },
    /** Time passes, and threads answer. */
    passes: async (ms: number) => {
      const untilMs = scheduler.now() + ms;
      for (let k = 0; k < 200; k++) {
        await Promise.resolve();
        scheduler.maxFrames = Math.min(untilMs, scheduler.now() + ms / 100);
        scheduler.flush();
        scheduler.frame = scheduler.maxFrames;
      }
    },
    lies: (bed: number, patientKey: string, waves: readonly Parameters<HeldWard['lies']>[2][number][]) => {
      ward.lies(`${GATEWAY}/${bed}`, patientKey, waves);
      const beds = [...Array(100).keys()].flatMap((n) => {
        const known = ward.recent.bedOf(`${GATEWAY}/${n}`);
        return known === undefined ? [] : [{ bedKey: known.bedKey, patientKey: known.patient?.key ?? '' }];
      });
      station.take({ type: 'occupied', gatewayId: GATEWAY, isOpening: false, beds });
    },
    opinionOn: (bed: number) => station.desk.alarms.alarms.get(`${GATEWAY}/a-${bed}`)?.opinion,
  };
}

const judgeHere = async (question: OpinionQuestion) => secondOpinion(question);

test('an asystole whose pulse goes on is told as doubtful, and why; one without any beat as credible', async () => {
  const { lies, hears, passes, opinionOn } = hospital();
  lies(1, 'anna', lostLeads);
  lies(2, 'cleo', standstill);
  hears(fresh(1), fresh(2));
  await passes(100);
  expect(opinionOn(1)).toMatchObject({
    credibility: 'doubtful',
    reason: expect.stringMatching(/^PLETH: longest time/),
  });
  expect(opinionOn(2)).toMatchObject({ credibility: 'credible' });
});

test('alarms that are no arrhythmia are not judged, and each occurrence is judged once', async () => {
  const { lies, hears, passes, told, station, desk } = hospital();
  lies(1, 'anna', lostLeads);
  hears(fresh(1), report({ bedKey: `${GATEWAY}/1` }), fresh(1, { alarmKey: 'b', code: 'MDC_EVT_ECG_PAUSE' }));
  desk.presented([station.desk.alarms.alarms.get(`${GATEWAY}/a-1`) as Alarm]);
  await passes(100);
  desk.presented([station.desk.alarms.alarms.get(`${GATEWAY}/a-1`) as Alarm]);
  await passes(100);
  expect(told.map(({ alarmId }) => alarmId)).toEqual([`${GATEWAY}/a-1`]);
});

test('a patient who came a moment ago is judged by her own waves; the alarm of who left is told that nobody can tell', async () => {
  const { lies, hears, passes, opinionOn, told } = hospital();
  lies(1, 'anna', standstill);
  hears(fresh(1, { alarmKey: `${GATEWAY}/a-1`, onsetMs: NOON_MS + 300, timeMs: NOON_MS + 300 }));
  // Her last samples are waited for when the next patient is announced.
  lies(1, 'cleo', lostLeads);
  await passes(12_000);
  const annas = told.find(({ alarmId }) => alarmId === `${GATEWAY}/a-1`);
  expect(annas?.opinion).toMatchObject({
    credibility: 'cannotTell',
    sources: [],
    reason: expect.stringMatching(/^another patient/),
  });
  hears(fresh(1, { alarmKey: `${GATEWAY}/hers` }));
  await passes(100);
  expect(opinionOn(1)?.credibility).toBe('cannotTell');
  expect(told.at(-1)).toMatchObject({ alarmId: `${GATEWAY}/hers`, opinion: { credibility: 'doubtful' } });
});

test('an alarm of whose waves nothing is held waits for them ten seconds, and is then told as one nobody can tell', async () => {
  const { lies, hears, passes, opinionOn, failures } = hospital();
  lies(1, 'anna', []);
  hears(fresh(1));
  await passes(9_000);
  expect(opinionOn(1)).toBeNull();
  await passes(2_500);
  expect(opinionOn(1)).toMatchObject({ credibility: 'cannotTell', confidence: 0, durationMs: 0 });
  expect(failures, 'that is nobody’s failure').toEqual([]);
});

test('waves that are fetched of the past are judged when they are here', async () => {
  const { lies, hears, passes, opinionOn } = hospital();
  lies(1, 'anna', []);
  hears(fresh(1));
  await passes(4_000);
  lies(1, 'anna', lostLeads);
  await passes(2_000);
  expect(opinionOn(1)?.credibility).toBe('doubtful');
});

test('of sixty alarms at once every one is answered, the high ones first', async () => {
  const { lies, hears, passes, told } = hospital();
  for (let bed = 1; bed <= 60; bed++) lies(bed, `p${bed}`, bed % 2 ? lostLeads : standstill);
  hears(...Array.from({ length: 60 }, (_, k) => fresh(k + 1, { priority: k + 1 <= 30 ? 'medium' : 'high' })));
  await passes(2_000);
  const beds = told.map(({ alarmId }) => Number(alarmId.split('-')[1]));
  expect([...beds].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, k) => k + 1));
  expect(beds.slice(0, 30).every((bed) => bed > 30)).toBe(true);
  for (const [k, { opinion }] of told.entries())
    expect(opinion.credibility).toBe((beds[k] as number) % 2 ? 'doubtful' : 'credible');
});

test('a verdict that fails or takes too long is told as one nobody can tell, with why, counted, and the next is judged', async () => {
  let asked = 0;
  const { lies, hears, passes, opinionOn, failures } = hospital(async (question) => {
    asked += 1;
    if (asked === 1) throw new Error('the judging of the waves took too long');
    return secondOpinion(question);
  });
  lies(1, 'anna', lostLeads);
  lies(2, 'cleo', standstill);
  hears(fresh(1), fresh(2));
  await passes(100);
  expect(opinionOn(1)).toMatchObject({ credibility: 'cannotTell', reason: 'the judging of the waves took too long' });
  expect(opinionOn(2)).toMatchObject({ credibility: 'credible' });
  expect(failures).toEqual([`${GATEWAY}: the judging of the waves took too long`]);
});

test('of more alarms than can wait, the least urgent are told so at once, and none is left without an answer', async () => {
  const { lies, hears, passes, told, failures } = hospital();
  lies(1, 'anna', lostLeads);
  const many = Array.from({ length: 300 }, (_, k) =>
    fresh(1, { alarmKey: `${GATEWAY}/many-${k}`, priority: k < 290 ? 'medium' : 'high' }),
  );
  hears(...many);
  for (let k = 0; k < 4; k++) await passes(10);
  expect(new Set(told.map(({ alarmId }) => alarmId)).size).toBe(300);
  const refused = told.filter(({ opinion }) => opinion.reason === 'too many alarms at once');
  expect(refused).toHaveLength(300 - 256);
  expect(refused.every(({ alarmId }) => Number(alarmId.split('-')[1]) < 290)).toBe(true);
  expect(failures).toHaveLength(refused.length);
}, 60_000);

test('strips of nobody are judged before the first alarm, of every rhythm; an alarm that comes meanwhile is next, and is told nothing of them', async () => {
  const asked: OpinionQuestion[] = [];
  const { lies, hears, passes, told, desk } = hospital(async (question) => {
    asked.push(question);
    await Promise.resolve();
    return secondOpinion(question);
  });
  lies(1, 'anna', lostLeads);
  desk.warmUp();
  hears(fresh(1));
  expect(asked, 'one question at a time').toHaveLength(1);
  await passes(1_000);
  expect(asked.findIndex(({ untilMs }) => untilMs === NOON_MS)).toBe(1);
  expect(told).toMatchObject([{ alarmId: `${GATEWAY}/a-1`, opinion: { credibility: 'doubtful', untilMs: NOON_MS } }]);
  const practised = asked.filter(({ untilMs }) => untilMs === 0);
  expect(new Set(practised.map(({ rhythm }) => rhythm)).size).toBe(5);
  expect(practised, 'and then no more').toHaveLength(30);
});

test('where strips of nobody can not be judged the first alarm is, and they are left', async () => {
  const asked: OpinionQuestion[] = [];
  const { lies, hears, passes, told, failures, desk } = hospital(async (question) => {
    asked.push(question);
    if (asked.length === 1) throw new Error('no thread');
    return secondOpinion(question);
  });
  lies(1, 'anna', lostLeads);
  desk.warmUp();
  hears(fresh(1));
  await passes(100);
  expect(asked).toHaveLength(2);
  expect(told).toMatchObject([{ opinion: { credibility: 'doubtful' } }]);
  expect(failures).toEqual([]);
});

test('nothing is told once the station has closed', async () => {
  const { lies, hears, passes, told, desk } = hospital();
  lies(1, 'anna', lostLeads);
  hears(fresh(1));
  await desk.close();
  await passes(20_000);
  expect(told).toEqual([]);
});
