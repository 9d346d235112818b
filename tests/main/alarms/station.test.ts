import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stands } from '#domain/alarms/alarm.ts';
import type { Decision } from '#domain/alarms/events.ts';
import type { Member } from '#domain/alarms/members.ts';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import { type GatewayServer, type ServeOptions, serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { AlarmPriority, AlertLimit } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { type RunningStation, runStation } from '#tests/main/runningStation.ts';
import { frame, heartbeat, opening, serveScript } from '#tests/main/scriptedGateway.ts';
import type { WindowProbe } from '#tests/main/windowProbe.ts';
import { bedsideAlarm as alarm } from '#tests/support/bedsideAlarm.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder, filesOf } from './journal.ts';

const second = 1000;

function startWard(gatewayId = 'gw'): Ward {
  const ward = new Ward({
    gatewayId,
    displayName: `Ramp ward of ${gatewayId}`,
    frameMs: 20,
    sources: [rampSource(), rampSource()],
  });
  ward.start();
  onTestFinished(() => ward.stop());
  return ward;
}

async function serve(ward: Ward, options: ServeOptions = {}): Promise<GatewayServer> {
  const server = await serveWard(ward, options);
  onTestFinished(() => server.stop());
  return server;
}

let commands = 0;
/** A decision as a window makes it. */
function decision(alarmId: string, over: object = { action: 'acknowledge' }): Decision {
  commands += 1;
  return { commandId: `c${commands}`, alarmId, actorId: 'n.okafor', issuedMs: Date.now(), ...over } as Decision;
}

function decide(window: WindowProbe, ...decisions: Decision[]): void {
  window.send({ type: 'decide', decisions });
}

/** A member of a window, which must be there. */
function memberOf(window: WindowProbe, id: string): Member {
  const member = window.members.get(id);
  if (member === undefined) throw new Error(`the window shows no ${id}`);
  return member;
}

/** How far the last decision on an alarm has come. */
const deliveryOf = (window: WindowProbe, id: string) => window.members.get(id)?.commands.at(-1)?.delivery;

const deliveriesTold = (window: WindowProbe, id: string) =>
  window
    .all('members')
    .flatMap(({ changed }) => changed.filter(({ alarm }) => alarm.id === id))
    .flatMap(({ commands }) => commands.at(-1)?.delivery.state ?? []);

const isLive = ({ view }: RunningStation, { address }: GatewayServer) => view(address).link.state === 'live';

/** A station with one window, live, and an asystole at its bed. */
async function codeBlue(ward: Ward, server: GatewayServer, folder?: string) {
  const running = runStation([server.address], {}, folder === undefined ? {} : { dataFolder: folder });
  const window = running.attach().open();
  await until('live', () => isLive(running, server));
  const id = `${server.address}/asys`;
  ward.emit({ alarms: [alarm('asys')] });
  await until('the alarm is shown', () => window.members.has(id));
  return { running, window, id };
}

describe('a nurse acknowledges', () => {
  it('and the bedside gets it once, though its first answer got lost', async () => {
    const ward = startWard();
    const server = await serve(ward, { lostAnswers: 1 });
    const { window, id } = await codeBlue(ward, server);
    const one = decision(id);
    decide(window, one);
    await until(
      'it is shown as acknowledged here, and on its way',
      // As it was told at any time: the bedside's answer may be here before anybody looks.
      () => deliveriesTold(window, id).includes('sent'),
      500,
    );
    expect(memberOf(window, id).alarm.acknowledged).toMatchObject({ actorId: 'n.okafor', commandId: one.commandId });
    await until('the bedside got it', () => deliveryOf(window, id)?.state === 'confirmed');
    const told = ward.commands();
    // Told again or not: the gateway's report may say that it has it before the next try.
    for (const { request } of told)
      expect([request.commandId, request.alarmId, request.actorId]).toEqual([one.commandId, 'asys', 'n.okafor']);
    expect(told.filter(({ isEffective }) => isEffective)).toHaveLength(1);
  });

  it('while the gateway is away: the bedside gets it once when it is back, in the order of the decisions', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window, id } = await codeBlue(ward, server);
    await server.stop();
    await until('the loss is noticed', () => running.view(server.address).link.state === 'lost');
    const decisions = [
      decision(id),
      decision(id, { action: 'take' }),
      decision(id, { action: 'handOn', recipientId: 'm.lind' }),
    ];
    decide(window, ...decisions);
    await until('all are on their way', () => window.members.get(id)?.commands.length === 3);
    expect(deliveryOf(window, id)?.state).toBe('sent');
    expect(ward.commands()).toEqual([]);
    await serve(ward, { port: server.port });
    await until('live', () => isLive(running, server));
    const liveMs = performance.now();
    await until('the bedside got them', () => deliveryOf(window, id)?.state === 'confirmed');
    expect(performance.now() - liveMs).toBeLessThan(second);
    expect(ward.commands().map(({ request }) => request.commandId)).toEqual(
      decisions.map(({ commandId }) => commandId),
    );
    expect(memberOf(window, id).alarm.owner?.actorId).toBe('m.lind');
  });

  it('at a bedside that takes no decisions: it is shown that it stays here, and why', async () => {
    const ward = startWard();
    const server = await serve(ward, { takesDecisions: false });
    const { window, id } = await codeBlue(ward, server);
    decide(window, decision(id));
    await until('it failed', () => deliveryOf(window, id)?.state === 'failed');
    expect(deliveryOf(window, id)?.reason).toMatch(/takes no decisions from here/);
    expect(memberOf(window, id).alarm.acknowledged?.actorId).toBe('n.okafor');
  });

  it('an alarm that the bedside gave no id: it is shown that it stays here, and why', async () => {
    const gateway = await serveScript({
      subscribe: (_resume, send) => {
        send(opening(1));
        send(frame(1, { alarms: [alarm('', { bedId: 'b1' })] }));
        const beat = setInterval(() => send(heartbeat()), 100);
        onTestFinished(() => clearInterval(beat));
      },
    });
    onTestFinished(() => gateway.stop());
    const window = runStation([gateway.address]).attach().open();
    await until('it is shown', () => window.members.size === 1);
    const [id = ''] = window.members.keys();
    decide(window, decision(id));
    await until('it failed', () => deliveryOf(window, id)?.state === 'failed');
    expect(deliveryOf(window, id)?.reason).toMatch(/gave this alarm no id/);
  });

  it('and is told at her window when it can no longer be lost, also of one she sends twice', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window, id } = await codeBlue(ward, server);
    const other = running.attach().open();
    const once = decision(id);
    decide(window, once);
    await until('it is kept', () => window.all('decisionKept').length === 1);
    decide(window, once);
    await until('it is kept still', () => window.all('decisionKept').length === 2);
    expect(window.all('decisionKept')).toEqual([
      { type: 'decisionKept', commandId: once.commandId },
      { type: 'decisionKept', commandId: once.commandId },
    ]);
    expect(other.all('decisionKept')).toEqual([]);
  });

  it('what does not stand, and is told so at her window only', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window } = await codeBlue(ward, server);
    const other = running.attach().open();
    const late = decision(`${server.address}/gone`);
    decide(window, late);
    await until('it is refused', () => window.all('decisionRefused').length === 1);
    expect(window.all('decisionRefused')[0]).toMatchObject({ decision: late, because: 'decisionsOnUnknown' });
    await until('a sign of life', () => other.all('alive').length > 0);
    expect(other.all('decisionRefused')).toEqual([]);
  });
});

describe('two stations acknowledge at once', () => {
  it('one wins, and within a second both agree and say whose it is', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const east = await codeBlue(ward, server);
    const west = runStation([server.address], {}, { stationName: 'West' });
    const window = west.attach().open();
    const { id } = east;
    await until('both show it', () => window.members.has(id));
    decide(east.window, decision(id, { action: 'acknowledge', actorId: 'n.okafor' }));
    decide(window, decision(id, { action: 'acknowledge', actorId: 'dr.haas' }));
    const actors = () => [east.window, window].map((one) => one.members.get(id)?.alarm.acknowledged?.actorId);
    await until(
      'both agree',
      () =>
        ward.commands().length === 2 && actors()[0] === actors()[1] && deliveryOf(window, id)?.state === 'confirmed',
      second,
    );
    const winners = ward.commands().filter(({ isEffective }) => isEffective);
    expect(winners.map(({ request }) => request.actorId)).toEqual([actors()[0]]);
  });
});

describe('an alarm that somebody takes at one station', () => {
  it('is theirs at the other one within a second, handed on, taken over, taken back and given back too', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const east = await codeBlue(ward, server);
    const west = runStation([server.address], {}, { stationName: 'West' }).attach().open();
    const { id } = east;
    await until('both show it', () => west.members.has(id));
    const owners = () => [east.window, west].map((one) => one.members.get(id)?.alarm.owner?.actorId ?? null);
    const becomes = (who: string | null) =>
      until(`both stations show ${who}`, () => owners().every((owner) => owner === who), second);

    decide(east.window, decision(id, { action: 'take' }));
    await becomes('n.okafor');
    decide(east.window, decision(id, { action: 'handOn', recipientId: 'm.lind' }));
    await becomes('m.lind');
    const mistaken = decision(id, { action: 'take', actorId: 'dr.haas' });
    decide(west, mistaken);
    await becomes('dr.haas');
    decide(west, decision(id, { action: 'undo', undoes: mistaken.commandId, actorId: 'dr.haas' }));
    await becomes('m.lind');
    // Who comes later knows it at once.
    const north = runStation([server.address], {}, { stationName: 'North' }).attach().open();
    await until('it is shown', () => north.members.has(id));
    expect(memberOf(north, id).alarm.owner?.actorId).toBe('m.lind');
    decide(west, decision(id, { action: 'giveBack' }));
    await becomes(null);
  });

  it('at both, while one of them was cut off: the one whose word came to the gateway last has it, at both', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const folder = dataFolder();
    const east = await codeBlue(ward, server, folder);
    const { id } = east;
    await server.stop();
    await until('the loss is noticed', () => east.running.view(server.address).link.state === 'lost');
    decide(east.window, decision(id, { action: 'take' }));
    await until('it is on its way', () => deliveryOf(east.window, id)?.state === 'sent');
    await east.running.station.close();

    const again = await serve(ward, { port: server.port });
    const west = runStation([again.address], {}, { stationName: 'West' }).attach().open();
    await until('it is shown', () => west.members.has(id));
    decide(west, decision(id, { action: 'take', actorId: 'dr.haas' }));
    await until('the gateway has it', () => deliveryOf(west, id)?.state === 'confirmed');
    const window = runStation([again.address], {}, { dataFolder: folder }).attach().open();
    await until('all is told', () => window.members.has(id));
    await until('both show the later one', () =>
      [window, west].every((one) => one.members.get(id)?.alarm.owner?.actorId === 'n.okafor'),
    );
    expect(deliveryOf(window, id)?.state).toBe('confirmed');
  });
});

describe('a station that starts again in the middle of a code blue', () => {
  it('has the same alarms with the same owners, notes and pauses, and what was decided still reaches the bedside', async () => {
    const folder = dataFolder();
    const ward = startWard();
    const server = await serve(ward);
    const first = await codeBlue(ward, server, folder);
    const { id } = first;
    ward.emit({
      alarms: [
        alarm('spo2', {
          code: 'MDC_PULS_OXIM_SAT_O2',
          label: 'SpO2 71 < 90',
          priority: AlarmPriority.ALARM_PRIORITY_MEDIUM,
        }),
      ],
    });
    await until('both stand', () => first.window.members.has(`${server.address}/spo2`));
    decide(first.window, decision(id, { action: 'take' }), decision(id, { action: 'note', text: 'CPR begun 14:02' }));
    await until('the bedside got it', () => first.window.members.get(id)?.commands[0]?.delivery.state === 'confirmed');
    first.window.send({
      type: 'set',
      setting: {
        scope: { of: 'station' },
        signal: 'audio',
        activation: 'paused',
        actorId: 'n.okafor',
        pauseMs: 60_000,
        reason: 'procedure',
      },
    });
    await server.stop();
    await until('the loss is noticed', () => first.running.view(server.address).link.state === 'lost');
    decide(first.window, decision(id));
    await until('on its way', () => deliveryOf(first.window, id)?.state === 'sent');
    await first.running.station.close();

    const again = runStation([server.address], {}, { dataFolder: folder });
    const window = again.attach().open();
    await until('the window knows', () => window.alarmState !== null);
    const standing = (probe: WindowProbe) =>
      [...probe.members.values()].filter(({ alarm: { gatewayId } }) => gatewayId !== 'station');
    await until('alarms stand', () => standing(window).length === 2);
    expect(standing(window)).toEqual(standing(first.window));
    expect(memberOf(window, id).alarm.notes.map(({ text }) => text)).toEqual(['CPR begun 14:02']);
    expect(window.alarmState?.settings).toMatchObject([
      { activation: 'paused', actorId: 'n.okafor', reason: 'procedure' },
    ]);
    // The lost link goes on as the same alarm.
    const link = (probe: WindowProbe) =>
      [...probe.members.values()].filter(({ alarm: one }) => one.report.label === 'Link lost');
    await until('the link alarm stands', () => link(window).length === 1);
    expect(link(window).map(({ alarm: one }) => [one.id, one.sinceMs])).toEqual(
      link(first.window).map(({ alarm: one }) => [one.id, one.sinceMs]),
    );

    await serve(ward, { port: server.port });
    await until('the bedside got it', () => deliveryOf(window, id)?.state === 'confirmed');
    expect(ward.commands().filter(({ isEffective }) => isEffective)).toHaveLength(2);
    await until('the link alarm ended', () => link(window).length === 0);
  });

  it('while its gateway is away, tells what the beds were called, and has kept nobody by name', async () => {
    const folder = dataFolder();
    const patient = { patientId: 'MRN-4711', displayName: 'Almeida, R', ageYears: 71, sex: 'female' } as const;
    const bed12 = { ...rampSource({ displayName: 'Bed 12' }), patient };
    const ward = new Ward({ gatewayId: 'gw', displayName: 'Ward 3', frameMs: 20, sources: [bed12] });
    ward.start();
    onTestFinished(() => ward.stop());
    const server = await serve(ward);
    const first = await codeBlue(ward, server, folder);
    const bed = first.window.beds.get(server.address)?.[0];
    expect(bed?.patient?.displayName).toBe('Almeida, R');
    const described = ward.bed('bed-1');
    if (described === undefined) throw new Error('no bed');
    ward.emit({ bedChanges: [{ change: { $case: 'bed', value: { ...described, displayName: 'Bed 12 B' } } }] });
    await until('it has another name', () => first.window.beds.get(server.address)?.[0]?.displayName === 'Bed 12 B');
    await server.stop();
    await first.running.station.close();

    const window = runStation([server.address], {}, { dataFolder: folder }).attach().open();
    await until('the alarm stands', () => window.members.has(first.id));
    expect(window.beds.size).toBe(0);
    const bedKey = memberOf(window, first.id).alarm.report.bedKey;
    expect(window.all('bedsLastKnown')).toEqual([{ type: 'bedsLastKnown', beds: [{ bedKey, name: 'Bed 12 B' }] }]);

    const kept = ['segment', 'checkpoint']
      .flatMap((kind) => filesOf(folder, kind))
      .map((file) => readFileSync(file, 'utf8'));
    expect(kept.join()).toContain('Bed 12 B');
    expect(kept.join()).not.toMatch(/Almeida|MRN-4711/);
  });

  it('leaves out alarms of gateways that were taken out of the configuration', async () => {
    const folder = dataFolder();
    const ward = startWard();
    const server = await serve(ward);
    const first = await codeBlue(ward, server, folder);
    decide(first.window, decision(first.id));
    await until('acknowledged', () => memberOf(first.window, first.id).alarm.acknowledged !== null);
    await first.running.station.close();
    const window = runStation([], {}, { dataFolder: folder }).attach().open();
    await until('the window knows', () => window.all('members').length > 0);
    expect([...window.members.values()].filter(({ alarm }) => stands(alarm))).toEqual([]);
    expect(window.all('bedsLastKnown').map(({ beds }) => beds)).toEqual([[]]);
  });
});

describe('what is wrong with the station itself', () => {
  it('a gateway that vanishes raises an alarm at once, which its return ends', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window } = await codeBlue(ward, server);
    await server.stop();
    const stoppedMs = performance.now();
    const link = () => [...window.members.values()].find(({ alarm: one }) => one.report.label === 'Link lost');
    await until('the link alarm stands', () => link() !== undefined);
    expect(performance.now() - stoppedMs).toBeLessThan(1500);
    expect(link()?.alarm).toMatchObject({
      gatewayId: 'station',
      report: { bedKey: server.address, kind: 'technical', priority: 'medium', code: 'VIGIL_LINK_LOST' },
    });
    // What stood, stands: nobody has said that it is over.
    expect(window.members.has(`${server.address}/asys`)).toBe(true);
    await serve(ward, { port: server.port });
    await until('live', () => isLive(running, server));
    await until('the link alarm ended', () => link() === undefined, 500);
  });

  it('a window that can make no sound for three seconds raises an alarm, and one that sounds ends it', async () => {
    const running = runStation([]);
    const window = running.attach().open();
    const silent = () => [...window.members.values()].find(({ alarm: one }) => one.report.code === 'VIGIL_NO_SOUND');
    const openedMs = performance.now();
    const beat = setInterval(() => window.send({ type: 'sound', role: 'cannot', why: 'no sound card' }), 500);
    onTestFinished(() => clearInterval(beat));
    await until('the alarm stands', () => silent() !== undefined);
    expect(performance.now() - openedMs).toBeGreaterThan(2900);
    running.attach().open().send({ type: 'sound', role: 'sounding', why: '' });
    await until('it ended', () => silent() === undefined, 500);
  });

  it('a record that another station keeps is said to every window, and stands as an alarm', async () => {
    const folder = dataFolder();
    const first = runStation([], {}, { dataFolder: folder });
    const second_ = runStation([], {}, { dataFolder: folder });
    const window = second_.attach().open();
    await until('the alarm stands', () => window.members.size === 1);
    expect([...window.members.values()][0]?.alarm.report.code).toBe('VIGIL_JOURNAL_LOST');
    expect(window.all('hello')[0]?.notices).toEqual([expect.stringMatching(/^Another station that runs has/)]);
    const other = first.attach().open();
    await until('the first is fine', () => other.all('members').length > 0);
    expect(other.members.size).toBe(0);
  });
});

describe('a window that asks', () => {
  const ask = (window: WindowProbe, question: object) =>
    window.say(JSON.stringify({ type: 'ask', askId: 'q1', question }));

  it('for another policy gets its number, and every window the policy; nonsense is refused with what is wrong', async () => {
    const running = runStation([]);
    const [window, other] = [running.attach().open(), running.attach().open()];
    await until('they know', () => window.alarmState !== null && other.alarmState !== null);
    const policy = { ...window.alarmState!.policy, undoMs: 3000 };
    ask(window, { of: 'policy', policy, actorId: 'engineer', why: 'a test' });
    await until('it is answered', () => window.all('answer').length === 1);
    expect(window.all('answer')[0]).toEqual({ type: 'answer', askId: 'q1', answer: { of: 'policy', revision: 2 } });
    await until('the other knows', () => other.alarmState?.policy.undoMs === 3000);
    ask(window, { of: 'policy', policy: { schema: 1 }, actorId: 'engineer', why: 'a test' });
    await until('it is answered', () => window.all('answer').length === 2);
    expect(window.all('answer')[1]?.answer).toMatchObject({ of: 'refusal' });
    expect(other.all('answer')).toEqual([]);
  });

  it('how much called for attention is told from the record, and what another policy would have made of it', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const running = runStation([server.address], {}, { staff: [] });
    const window = running.attach().open();
    await until('live', () => isLive(running, server));
    const fromMs = Date.now();
    const medium = { priority: AlarmPriority.ALARM_PRIORITY_MEDIUM, code: 'MDC_EVT_APNEA', label: 'Apnea > 20 s' };
    ward.emit({ alarms: [alarm('a'), alarm('b', { ...medium, bedId: 'bed-2' })] });
    await until('both stand', () => window.members.size === 2);
    const span = { fromMs, untilMs: Date.now() + 1 };
    ask(window, { of: 'load', ...span });
    await until('it is answered', () => window.all('answer').length === 1);
    expect(window.all('answer')[0]?.answer).toMatchObject({
      of: 'load',
      report: { beds: 2, nurses: 1, raw: { count: 2 }, presented: { count: 2 }, ledger: { total: 0 } },
    });

    const { policy } = window.alarmState!;
    const slower = { ...policy, codes: { ...policy.codes, MDC_EVT_APNEA: { delayMs: 30_000, latching: false } } };
    ask(window, { of: 'whatIf', ...span, policy: slower, limits: [] });
    await until('it is answered', () => window.all('answer').length === 2);
    expect(window.all('answer')[1]?.answer).toMatchObject({
      of: 'whatIf',
      result: {
        before: { presented: { count: 2 } },
        after: { presented: { count: 1 }, ledger: { heldBack: 1 } },
        lost: { high: 0, medium: 1 },
      },
    });
  });

  it('which limits were told gets them, may try a wider one, and is told why not a stricter one', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const running = runStation([server.address], {}, { staff: [] });
    const window = running.attach().open();
    await until('live', () => isLive(running, server));
    const fromMs = Date.now();
    const spo2 = {
      priority: AlarmPriority.ALARM_PRIORITY_MEDIUM,
      code: 'MDC_PULS_OXIM_SAT_O2',
      limit: { crossed: AlertLimit.ALERT_LIMIT_LOWER, limit: 90, value: 89, extreme: 89, unit: '%' },
    };
    ward.emit({ alarms: [alarm('a', spo2)] });
    await until('it stands', () => window.members.size === 1);
    const span = { fromMs, untilMs: Date.now() + 1 };
    ask(window, { of: 'limits', ...span });
    await until('it is answered', () => window.all('answer').length === 1);
    const name = { code: spo2.code, measured: spo2.code, crossed: 'lower', unit: '%' };
    expect(window.all('answer')[0]?.answer).toEqual({
      of: 'limits',
      told: { limits: [{ ...name, strictest: 90, widest: 90, alarms: 1, beds: 1 }], untold: 0 },
    });
    const { policy } = window.alarmState!;
    ask(window, { of: 'whatIf', ...span, policy, limits: [{ ...name, limit: 88 }] });
    await until('it is answered', () => window.all('answer').length === 2);
    expect(window.all('answer')[1]?.answer).toMatchObject({
      of: 'whatIf',
      result: { before: { raw: { count: 1 } }, after: { raw: { count: 0 } }, limits: { gone: { medium: 1 } } },
    });
    ask(window, { of: 'whatIf', ...span, policy, limits: [{ ...name, limit: 93 }] });
    await until('it is answered', () => window.all('answer').length === 3);
    expect(window.all('answer')[2]?.answer).toMatchObject({
      of: 'refusal',
      problems: [{ where: 'SpO₂ low', todo: 'Give 90 % or less.' }],
    });
  });

  it.each([
    ['a span of years', { of: 'load', fromMs: 0, untilMs: 1e12 }, 'span'],
    ['a policy that is none', { of: 'whatIf', fromMs: 0, untilMs: 1, policy: { schema: 1 }, limits: [] }, 'revision'],
  ])('about %s is told what is wrong with it', async (_, question, where) => {
    const window = runStation([]).attach().open();
    ask(window, question);
    await until('it is answered', () => window.all('answer').length === 1);
    const { answer } = window.all('answer')[0]!;
    expect(answer.of === 'refusal' ? answer.problems.map((problem) => problem.where) : answer).toContain(where);
  });
});

describe('a window', () => {
  it.each([
    ['that says what no window says', '{"type":"silenceAll"}'],
    ['whose decision is none', '{"type":"decide","decisions":[{}]}'],
  ])('%s loses its session, and the others go on', async (_, message) => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window } = await codeBlue(ward, server);
    const bad = running.attach().open();
    bad.say(message);
    await until('it is let go', () => bad.closedBecause !== null);
    ward.emit({ alarms: [alarm('second')] });
    await until('the other one is told', () => window.members.has(`${server.address}/second`));
    expect(window.closedBecause).toBeNull();
  });

  it('that opens in the middle is told all that stands, after what is so for all alarms', async () => {
    const ward = startWard();
    const server = await serve(ward);
    const { running, window, id } = await codeBlue(ward, server);
    const later = running.attach().open();
    await until('it knows', () => later.members.has(id));
    expect(later.members).toEqual(window.members);
    const types = later.messages.map(({ type }) => type).filter((type) => type === 'alarmState' || type === 'members');
    expect(types.slice(0, 2)).toEqual(['alarmState', 'members']);
  });
});

/** Somebody comes into the first bed of a ward, in whoever's place; null: nobody is there. */
function admits(ward: Ward, patientId: string | null): void {
  const bed = ward.bed('bed-1');
  if (bed === undefined) throw new Error('no bed');
  const patient = patientId === null ? undefined : { patientId, displayName: patientId, ageYears: undefined, sex: 0 };
  ward.emit({ bedChanges: [{ change: { $case: 'bed', value: { ...bed, patient } } }] });
}

/** ... and it has been said in a frame. */
async function admitted(ward: Ward, patientId: string): Promise<void> {
  admits(ward, patientId);
  await until('the ward has made a frame of that', () => ward.bed('bed-1')?.patient?.patientId === patientId);
}

/** Who lies in the first bed, as a window knows. */
const patientIn = (window: WindowProbe) => [...window.beds.values()].at(-1)?.[0]?.patient;

describe('another patient comes into a bed in which an alarm stands', () => {
  it('the one before keeps it with whoever has it, ended; the bedside says it stands, so it calls for whoever is there now', async () => {
    const ward = startWard();
    await admitted(ward, 'p1');
    const server = await serve(ward);
    const { window, id } = await codeBlue(ward, server);
    decide(window, decision(id, { action: 'take' }));
    await until('it is hers, there too', () => deliveryOf(window, id)?.state === 'confirmed');
    admits(ward, 'p2');
    const now = `${id}~2`;
    await until('it calls', () => window.members.has(now));
    const key = patientIn(window)?.key;
    expect(memberOf(window, id).alarm).toMatchObject({
      presence: 'latched',
      owner: { actorId: 'n.okafor' },
      oddities: ['patientLeft'],
    });
    expect(memberOf(window, now).alarm).toMatchObject({
      presence: 'on',
      owner: null,
      acknowledged: null,
      patientKey: key,
      oddities: ['earlierPatient'],
    });
    expect(memberOf(window, id).alarm.patientKey).not.toBe(key);
    // What is decided on it now reaches the bedside under the id it has there.
    decide(window, decision(now));
    await until('it is brought there', () => deliveryOf(window, now)?.state === 'confirmed');
    expect(ward.commands().at(-1)?.request.alarmId).toBe('asys');
  });

  it('also while the gateway is away: her acknowledgement is not brought to the bed where another lies by then', async () => {
    const ward = startWard();
    await admitted(ward, 'p1');
    const server = await serve(ward);
    const { running, window, id } = await codeBlue(ward, server);
    await server.stop();
    await until('the loss is noticed', () => running.view(server.address).link.state === 'lost');
    decide(window, decision(id), decision(id, { action: 'note', text: 'CPR' }));
    await until('it waits', () => memberOf(window, id).commands[0]?.delivery.state === 'sent');
    await admitted(ward, 'p2');
    await serve(ward, { port: server.port });
    await until('live again', () => isLive(running, server));
    const now = `${id}~2`;
    await until('it calls for who is there', () => window.members.has(now));
    expect(ward.commands()).toEqual([]);
    expect(memberOf(window, now).alarm).toMatchObject({ acknowledged: null, notes: [], commandIds: [] });
    ward.emit({ alarms: [alarm('later')] });
    await until('others are told', () => window.members.has(`${server.address}/later`));
    expect(ward.commands(), 'nor later').toEqual([]);
  });

  it('and the station is off meanwhile: what was decided, paused and still on its way stays with the one before', async () => {
    const folder = dataFolder();
    const ward = startWard();
    await admitted(ward, 'p1');
    const server = await serve(ward);
    const first = await codeBlue(ward, server, folder);
    const { id } = first;
    const key = patientIn(first.window)?.key ?? '';
    const off = {
      scope: { of: 'bed', bedKey: `${server.address}/bed-1` },
      signal: 'alarm',
      activation: 'off',
    } as const;
    first.window.send({ type: 'set', setting: { ...off, actorId: 'n.okafor', pauseMs: 0, patientKey: key } });
    await until('the alarms of the bed are off', () => first.window.alarmState?.settings.length === 1);
    await server.stop();
    await until('the loss is noticed', () => first.running.view(server.address).link.state === 'lost');
    decide(first.window, decision(id), decision(id, { action: 'take' }));
    await until('it waits', () => memberOf(first.window, id).commands.length === 2);
    await first.running.station.close();

    await admitted(ward, 'p2');
    await serve(ward, { port: server.port });
    const running = runStation([server.address], {}, { dataFolder: folder });
    const window = running.attach().open();
    const now = `${id}~2`;
    await until('it calls for who is there', () => window.members.has(now));
    await until('live', () => isLive(running, server));
    expect(window.alarmState?.settings).toEqual([]);
    expect(memberOf(window, now).alarm).toMatchObject({ acknowledged: null, owner: null, commandIds: [] });
    expect(memberOf(window, now).alarm.patientKey).not.toBe(key);
    expect(ward.commands()).toEqual([]);
    // The record knows nobody by name or number.
    const texts = filesOf(folder, '')
      .map((file) => readFileSync(file, 'utf8'))
      .join();
    expect(texts).not.toMatch(/"p1"|"p2"/);
    expect(texts).toContain(key);
  });

  it('and the station is off meanwhile, with the same patient in the bed after: all is as it was', async () => {
    const folder = dataFolder();
    const ward = startWard();
    await admitted(ward, 'p1');
    const server = await serve(ward);
    const { running, window, id } = await codeBlue(ward, server, folder);
    const key = patientIn(window)?.key ?? '';
    decide(window, decision(id));
    await until('the bedside got it', () => deliveryOf(window, id)?.state === 'confirmed');
    const setting = {
      scope: { of: 'bed', bedKey: `${server.address}/bed-1` },
      signal: 'audio',
      activation: 'off',
    } as const;
    window.send({ type: 'set', setting: { ...setting, actorId: 'n.okafor', pauseMs: 0 } });
    await until('it is silent', () => window.alarmState?.settings.length === 1);
    await running.station.close();
    const again = runStation([server.address], {}, { dataFolder: folder });
    const later = again.attach().open();
    await until('live', () => isLive(again, server));
    await until('who lies there is told', () => patientIn(later)?.key === key);
    expect(later.alarmState?.settings).toMatchObject([{ patientKey: key }]);
    expect(memberOf(later, id).alarm).toMatchObject({
      acknowledged: { actorId: 'n.okafor' },
      patientKey: key,
      oddities: [],
    });
    expect(later.members.has(`${id}~2`)).toBe(false);
  });
});

describe('a patient is brought to a bed of another gateway', () => {
  it('who has the alarm, and what she noted, is told at the new bed', async () => {
    const [east, west] = [startWard(), startWard('west')];
    await admitted(east, 'p1');
    const [eastServer, westServer] = [await serve(east), await serve(west)];
    const running = runStation([eastServer.address, westServer.address]);
    const window = running.attach().open();
    await until('live', () => isLive(running, eastServer) && isLive(running, westServer));
    const id = `${eastServer.address}/asys`;
    east.emit({ alarms: [alarm('asys')] });
    await until('the alarm is shown', () => window.members.has(id));
    decide(window, decision(id, { action: 'take' }), decision(id, { action: 'note', text: 'on the way to cath lab' }));
    await until('it is hers', () => memberOf(window, id).commands.length === 2);
    admits(east, null);
    admits(west, 'p1');
    const trails = () => window.all('trails').at(-1)?.trails ?? [];
    await until('it is told', () => trails()[0]?.from.untilMs !== null && trails().length === 1);
    expect(trails()).toMatchObject([
      {
        bedKey: `${westServer.address}/bed-1`,
        from: { bedKey: `${eastServer.address}/bed-1` },
        alarms: [{ id, owner: { actorId: 'n.okafor' }, notes: [{ text: 'on the way to cath lab' }] }],
      },
    ]);
    const later = running.attach().open();
    await until('it knows', () => later.all('trails').length === 1);
    expect(later.all('trails')[0]?.trails).toEqual(trails());
  });
});
