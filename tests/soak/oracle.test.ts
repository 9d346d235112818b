import { describe, expect, it } from 'vitest';
import type { StationMessage } from '#bridge/messages.ts';
import type { DeliveryState } from '#domain/alarms/delivery.ts';
import type { Decision } from '#domain/alarms/events.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { GapState } from '#domain/signals/coverage.ts';
import { signatureOf, signedSample } from '#fixtures/faults/signedWave.ts';
import { type MemoryReading, memorySlope } from './memorySlope.ts';
import { Oracle } from './oracle.ts';
import { faultTimes } from './times.ts';
import { brokenRules } from './verdict.ts';

const ADDRESS = '127.0.0.1:1';
const ORIGIN_MS = 1_800_000_000_000;
const EPOCH = `g-${ORIGIN_MS}`;
const at = (ms: number): number => ORIGIN_MS + ms;
const hundred = (first: number): number[] => Array.from({ length: 100 }, (_, k) => first + k);

const raw = (patientId: string, bedId: string, index: number): number =>
  signedSample(signatureOf({ gatewayId: 'g', originMs: ORIGIN_MS, bedId, patientId, label: 'ECG' }), index);

/** A made-up run: one gateway with a bed for Anna (channel 1) and one for Berta (channel 2), 100 samples a second, one window. */
class Story {
  readonly oracle = new Oracle(new Map([[ADDRESS, 'g']]), () => 100);
  #sequence = 0;

  constructor() {
    this.oracle.gateway('g', { of: 'serving', atMs: at(0), port: 1, epoch: EPOCH, originMs: ORIGIN_MS });
    this.oracle.gateway('g', { of: 'opening', atMs: at(0), firstSequence: 1, outcome: 1 });
    this.status('open', 0);
    this.say({ type: 'hello' } as StationMessage, 0);
    this.link('live', 0);
    this.beds('anna');
  }

  /** Who lies in the first bed; Berta lies in the second. */
  beds(first: string, ms = 0): this {
    const channel = { code: null, label: 'ECG', unit: '', rateHz: 100, scalePerLsb: 1, offset: 0 };
    const bed = (bedId: string, patientId: string, channelId: number) => ({
      bedKey: `${ADDRESS}/${bedId}`,
      displayName: bedId,
      patient: { patientId, displayName: patientId, ageYears: null, sex: 'unknown' as const },
      channels: [{ ...channel, channelId, rawMinimum: -1, rawMaximum: 1, originMs: ORIGIN_MS }],
      numerics: [],
    });
    return this.say({ type: 'beds', gatewayId: ADDRESS, beds: [bed('bed-1', first, 1), bed('bed-2', 'berta', 2)] }, ms);
  }

  /** The gateway sends a second of both patients. */
  sends(first: number, alarmsOn: readonly string[] = []): this {
    return this.frame(
      [
        ['bed-1/anna/ECG', first, 100],
        ['bed-2/berta/ECG', first, 100],
      ],
      alarmsOn,
    );
  }

  /** The gateway tells that an alarm has ended. */
  ends(alarmId: string): this {
    return this.frame([], [], [alarmId]);
  }

  frame(
    sent: readonly (readonly [owner: string, firstIndex: number, samples: number])[],
    alarmsOn: readonly string[],
    alarmsOff: readonly string[] = [],
  ): this {
    this.#sequence += 1;
    this.oracle.gateway('g', { of: 'frame', sequence: this.#sequence, sent, alarmsOn, alarmsOff });
    return this;
  }

  /** The window gets these indices of both, a second after the first. */
  gets(indices: readonly number[], odd: Readonly<Record<number, number>> = {}): this {
    const first = indices[0] ?? 0;
    for (const [channelId, patientId, bedId] of [
      [1, 'anna', 'bed-1'],
      [2, 'berta', 'bed-2'],
    ] as const) {
      const samples = indices.map(
        (index) => (channelId === 1 ? odd[index] : undefined) ?? raw(patientId, bedId, index),
      );
      this.oracle.window('w', { of: 'tick', atMs: at(first * 10 + 1000), blocks: [[channelId, first, samples]] });
    }
    return this;
  }

  say(message: StationMessage, ms: number): this {
    this.oracle.window('w', { of: 'message', atMs: at(ms), message });
    return this;
  }

  status(state: 'open' | 'lost', ms: number): this {
    this.oracle.window('w', { of: 'status', atMs: at(ms), state });
    return this;
  }

  link(state: 'live' | 'lost', ms: number, counts: Readonly<Record<string, number>> = {}): this {
    return this.say(
      { type: 'gateway', gateway: { gatewayId: ADDRESS, link: { state }, counts } } as unknown as StationMessage,
      ms,
    );
  }

  /** The station tells that these samples of both are missing. */
  gap(state: GapState, from: number, until: number): this {
    const channels = [1, 2].map((channelId) => ({ channelId, from: 0, until, gaps: [{ from, until, state }] }));
    return this.say({ type: 'coverage', channels }, 1500);
  }

  members(changed: readonly Member[], ms: number): this {
    return this.say({ type: 'members', changed, gone: [] }, ms);
  }

  decides(commandId: string, ms: number): this {
    this.oracle.window('w', { of: 'issued', atMs: at(ms), decisions: [{ ...decision, commandId }] });
    return this;
  }

  carriedOut(commandId: string, ms = 0): this {
    this.oracle.gateway('g', { of: 'decided', atMs: at(ms), commandId, isEffective: true, outcome: 1 });
    return this;
  }

  /** A window is told how far a decision has come. */
  tells(commandId: string, state: DeliveryState, ms: number): this {
    const { alarm } = member('bed-1', 1);
    const commands = [{ ...decision, commandId, carried: { action: 'take' }, delivery: { state } }];
    return this.members([{ alarm, commands } as unknown as Member], ms);
  }

  /** A stream of the gateway opens anew. */
  opens(ms: number): this {
    this.oracle.gateway('g', { of: 'opening', atMs: at(ms), firstSequence: 1, outcome: 1 });
    return this;
  }

  /** Somebody says that what waited is to be sent now, or not at all. */
  answers(action: 'sendNow' | 'drop', waiting: string, commandId: string, ms: number): this {
    const answered: Decision = { ...decision, action, waiting, commandId };
    this.oracle.window('w', { of: 'issued', atMs: at(ms), decisions: [answered] });
    return this.say({ type: 'decisionKept', commandId } as StationMessage, ms);
  }

  judge() {
    return this.oracle.judge();
  }

  broken(): string[] {
    return brokenRules({ ...this.judge(), late: [], slope: null });
  }
}

const decision: Decision = {
  commandId: 'c',
  alarmId: `${ADDRESS}/${EPOCH}/bed-1/known-1`,
  actorId: 'n',
  issuedMs: 0,
  action: 'take',
};

function member(
  bedId: string,
  number: number,
  odd: { bedKey?: string; occurrence?: number; commandId?: string } = {},
): Member {
  const id = `${ADDRESS}/${EPOCH}/${bedId}/known-${number}`;
  const bedKey = odd.bedKey ?? `${ADDRESS}/${bedId}`;
  const report = { alarmKey: id, bedKey, code: 'MDC_EVT_LO', presence: 'on' };
  const commands =
    odd.commandId === undefined ? [] : [{ ...decision, commandId: odd.commandId, carried: { action: 'take' } }];
  return { alarm: { id, gatewayId: ADDRESS, occurrence: odd.occurrence ?? 1, report }, commands } as unknown as Member;
}

/** All that was sent came, once, in its place. */
const clean = (): Story =>
  new Story()
    .sends(0, [`${EPOCH}/bed-1/known-1`])
    .gets(hundred(0))
    .members([member('bed-1', 1)], 500)
    .decides('c1', 600)
    .carriedOut('c1')
    .sends(100);

describe('the oracle', () => {
  it('finds nothing wrong with a run in which nothing was', () => {
    const story = clean().gets(hundred(100));
    expect(story.judge()).toEqual({
      samples: {
        sent: 400,
        held: 400,
        shownMissing: 0,
        lostSilently: 0,
        shed: 0,
        shedLeft: 0,
        duplicated: 0,
        wrongPatient: 0,
        untrue: 0,
      },
      alarms: { sent: 1, presented: 1, lost: 0, doubled: 0, wrongBed: 0 },
      commands: {
        issued: 1,
        effectiveOnce: 1,
        answered: 0,
        stayedHere: 0,
        confirmations: 0,
        waiting: 0,
        diedWithWindow: 0,
        lost: 0,
        doubled: 0,
        held: 0,
        sentUnasked: 0,
      },
      examples: [],
    });
    expect(story.broken()).toEqual([]);
  });

  it('finds one sample that was lost without a word', () => {
    const story = clean().gets(hundred(100).slice(0, 50)).gets(hundred(100).slice(51));
    expect(story.judge().samples).toMatchObject({ held: 398, lostSilently: 2 });
    expect(story.judge().examples[0]).toMatch(/w: g\/\d+\/bed-1\/anna\/ECG \[150, 151\) lost silently/);
    expect(story.broken()).toEqual(['2 samples lost silently']);
  });

  it('finds samples missing at the end, and of a window that got none', () => {
    expect(clean().judge().samples.lostSilently).toBe(200);
  });

  it.each<[string, (story: Story) => Story]>([
    ['the station told it as a gap of each channel', (story) => story.gap('beyondBuffer', 150, 160)],
    ['the window itself had lost the station', (story) => story.status('lost', 1500).status('open', 1600)],
    [
      'the station told that the window was too slow',
      (story) => story.say({ type: 'session', droppedSamples: 1 } as StationMessage, 1500),
    ],
  ])('takes a hole as shown where %s', (_, tell) => {
    const story = tell(clean()).gets(hundred(100).slice(0, 50)).gets(hundred(100).slice(60));
    expect(story.judge().samples).toMatchObject({ held: 380, shownMissing: 20, lostSilently: 0 });
  });

  it('takes a patient’s short stay as told to a window that hung meanwhile only if it was told a loss when it woke up', () => {
    const stay = (toldMs: number): Story => {
      const story = clean().gets(hundred(100));
      story.oracle.gateway('g', {
        of: 'frame',
        sequence: 9,
        sent: [['bed-1/clara/ECG', 200, 50]],
        alarmsOn: [],
        alarmsOff: [],
      });
      story.oracle.windowHung('w', at(2000), at(9000));
      return story.status('lost', toldMs);
    };
    expect(stay(9100).judge().samples).toMatchObject({ shownMissing: 50, lostSilently: 0 });
    expect(stay(19_000).judge().samples).toMatchObject({ shownMissing: 0, lostSilently: 50 });
  });

  it.each<[string, (story: Story) => Story]>([
    ['the link was told as lost, and not which samples are', (story) => story.link('lost', 1500).link('live', 1700)],
    ['half of it was told as a gap', (story) => story.gap('linkLost', 155, 160)],
    ['it was told that the bedside had not given it', (story) => story.gap('notGiven', 150, 160)],
  ])('does not take a hole in a channel that goes on as shown where %s', (_, tell) => {
    const story = tell(clean()).gets(hundred(100).slice(0, 50)).gets(hundred(100).slice(60));
    expect(story.judge().samples).toMatchObject({ held: 380, shownMissing: 0, lostSilently: 20 });
  });

  it('takes what was passed over for a slow window as shown while it is told so, and as wrong when it is so at the end', () => {
    const slow = clean().gets(hundred(100).slice(0, 50)).gets(hundred(100).slice(60)).gap('shed', 150, 160);
    expect(slow.judge().samples).toMatchObject({ shownMissing: 20, lostSilently: 0, shed: 20, shedLeft: 20 });
    expect(slow.broken()).toEqual([
      '20 samples told as passed over for a slow window, and not brought though it kept up',
    ]);
    const brought = slow.gets(hundred(100).slice(50, 60)).gap('fetching', 200, 200);
    expect(brought.judge().samples).toMatchObject({ held: 400, shownMissing: 0, shed: 20, shedLeft: 0 });
    expect(brought.broken()).toEqual([]);
  });

  it('does not take a hole as shown that was told as a gap once and then as here', () => {
    const story = clean().gets(hundred(100).slice(0, 50)).gets(hundred(100).slice(60));
    story.gap('fetching', 150, 160).gap('fetching', 200, 200);
    expect(story.judge().samples).toMatchObject({ shownMissing: 0, lostSilently: 20 });
  });

  it.each<[string, (story: Story) => Story, number]>([
    ['was told with the lost link', (story) => story.link('lost', 1500), 0],
    ['was told to nobody', (story) => story, 200],
  ])('what is missing at the end of a channel that is gone %s', (_, tell, lostSilently) => {
    const story = tell(clean()).say({ type: 'beds', gatewayId: ADDRESS, beds: [] }, 2500);
    expect(story.judge().samples).toMatchObject({ lostSilently });
  });

  it('takes what a window never got of an epoch as shown, when it hung meanwhile and was told with its next session', () => {
    const story = clean().sends(200).status('lost', 9000).status('open', 9100);
    story.say({ type: 'hello' } as StationMessage, 9100);
    expect(story.judge().samples).toMatchObject({ shownMissing: 400, lostSilently: 0 });
  });

  it('does not take a hole as shown for what was told long before', () => {
    const story = clean().link('lost', 1000).link('live', 1100);
    for (let first = 100; first < 2000; first += 100) story.sends(first + 100).gets(hundred(first));
    story.gets(hundred(2000).slice(0, 40)).gets(hundred(2000).slice(50));
    expect(story.judge().samples).toMatchObject({ shownMissing: 0, lostSilently: 20 });
  });

  it('finds one sample that came twice in one session, and none that came again in the next', () => {
    const story = clean().gets(hundred(100)).gets([199]);
    expect(story.judge().samples).toMatchObject({ duplicated: 2, held: 400 });
    expect(story.broken()).toEqual(['2 samples came twice']);
  });

  it('finds one sample of another patient under a patient’s name, and does not count it as held', () => {
    const story = clean().gets(hundred(100), { 150: raw('berta', 'bed-2', 150) });
    expect(story.judge().samples).toMatchObject({ wrongPatient: 1, untrue: 0, held: 399, lostSilently: 1 });
    expect(story.judge().examples[0]).toContain('anna/ECG is of g/');
    expect(story.broken()).toContain("1 samples of another patient or bed under a patient's name");
  });

  it('finds a channel that goes on under the next patient’s name: what was drawn of it is another’s', () => {
    expect(clean().gets(hundred(100)).beds('clara', 2500).judge().samples.wrongPatient).toBe(200);
    expect(clean().gets(hundred(100)).beds('anna', 2500).judge().samples.wrongPatient).toBe(0);
  });

  it('finds one sample that stands at another index, or was changed on the way', () => {
    expect(
      clean()
        .gets(hundred(100), { 150: raw('anna', 'bed-1', 151) })
        .judge().samples.untrue,
    ).toBe(1);
    expect(
      clean()
        .gets(hundred(100), { 150: raw('anna', 'bed-1', 150) ^ 1 })
        .judge().samples.untrue,
    ).toBe(1);
  });

  it('finds samples of a channel that nobody described', () => {
    const story = clean();
    story.oracle.window('w', { of: 'tick', atMs: at(2000), blocks: [[9, 0, [1, 2, 3]]] });
    expect(story.judge().samples.untrue).toBe(3);
  });

  it('finds one alarm that no window and no record has', () => {
    const story = clean()
      .gets(hundred(100))
      .sends(200, [`${EPOCH}/bed-2/known-7`])
      .gets(hundred(200));
    expect(story.judge().alarms).toMatchObject({ sent: 2, presented: 1, lost: 1 });
    expect(story.broken()).toEqual(['1 alarms lost']);
    story.members([member('bed-2', 7)], 3000);
    expect(story.broken()).toEqual([]);
  });

  it('finds one alarm that stands under another bed, and one that is told as two', () => {
    const wrong = clean().members([member('bed-1', 1, { bedKey: `${ADDRESS}/bed-2` })], 700);
    expect(wrong.judge().alarms.wrongBed).toBe(1);
    const twice = clean().members([member('bed-1', 1, { occurrence: 2 })], 700);
    expect(twice.judge().alarms.doubled).toBe(1);
    const anew = clean().say({ type: 'hello' } as StationMessage, 650);
    expect(anew.members([member('bed-1', 1, { occurrence: 2 })], 700).judge().alarms.doubled).toBe(0);
  });

  it.each<[string, (story: Story) => Story, object]>([
    [
      'that the station took and that never had an effect',
      (s) => s.members([member('bed-1', 1, { commandId: 'c2' })], 800),
      { lost: 1 },
    ],
    ['that nobody ever had', (s) => s, { lost: 1 }],
    ['that took effect twice', (s) => s.carriedOut('c2').carriedOut('c2'), { doubled: 1 }],
    [
      'that was refused, and told so',
      (s) =>
        s.say(
          { type: 'decisionRefused', decision: { ...decision, commandId: 'c2' }, because: 'decisionsAfterEnd' },
          800,
        ),
      { answered: 1, lost: 0 },
    ],
  ])('judges a decision %s', (_, what, expected) => {
    expect(what(clean().gets(hundred(100)).decides('c2', 700)).judge().commands).toMatchObject({
      issued: 2,
      ...expected,
    });
  });

  it('finds a decision that was too old and came to the bedside unasked when the gateway was back', () => {
    const held = () => clean().gets(hundred(100)).decides('c2', 700).tells('c2', 'held', 10_700);
    const unasked = held().opens(12_000).carriedOut('c2', 12_100);
    expect(unasked.judge().commands).toMatchObject({ effectiveOnce: 2, held: 1, sentUnasked: 1 });
    expect(unasked.broken()).toContain('1 decisions sent unasked though too old');
    const asked = held().answers('sendNow', 'c2', 'c3', 11_000).opens(12_000).carriedOut('c2', 12_100);
    expect(asked.judge().commands).toMatchObject({ held: 1, sentUnasked: 0, confirmations: 1 });
    expect(asked.broken()).toEqual([]);
  });

  it('lets a decision come that was on its way already when it became too old', () => {
    const story = clean().gets(hundred(100)).decides('c2', 700).tells('c2', 'held', 10_700).carriedOut('c2', 11_000);
    expect(story.opens(12_000).judge().commands).toMatchObject({ held: 1, sentUnasked: 0 });
  });

  it('takes a decision that somebody dropped as answered, and one that still waits at the end as neither that nor lost', () => {
    const held = () => clean().gets(hundred(100)).decides('c2', 700).tells('c2', 'held', 10_700);
    expect(held().judge().commands).toMatchObject({ waiting: 1, lost: 0, answered: 0 });
    const dropped = held().answers('drop', 'c2', 'c3', 11_000).tells('c2', 'dropped', 11_100);
    expect(dropped.judge().commands).toMatchObject({ waiting: 0, lost: 0, answered: 1, confirmations: 1 });
  });

  it('takes a decision as gone with its window only when the window died at once, before the station had it', () => {
    const died = (ms: number): Story => {
      const story = clean().gets(hundred(100)).decides('c2', 700);
      story.oracle.windowDied('w', at(ms));
      return story;
    };
    expect(died(900).judge().commands).toMatchObject({ diedWithWindow: 1, lost: 0 });
    expect(died(9000).judge().commands).toMatchObject({ diedWithWindow: 0, lost: 1 });
    expect(died(900).say({ type: 'decisionKept', commandId: 'c2' }, 800).judge().commands.lost).toBe(1);
  });

  it('finds a decision that the record calls confirmed and no gateway carried out', () => {
    const story = clean().gets(hundred(100)).decides('c2', 700);
    const answered = {
      type: 'answered',
      commandId: 'c2',
      answer: { outcome: 'confirmed', earlierActorId: null },
    } as const;
    story.oracle.record([{ number: 1, atMs: at(800), content: { event: answered } }]);
    expect(story.judge()).toMatchObject({ commands: { lost: 1 } });
    expect(story.judge().examples.at(-1)).toContain('told as confirmed');
  });

  it('lets a decision stay at the station only when its alarm has ended at the bedside', () => {
    const stays = (): Story => {
      const { alarm } = member('bed-1', 1);
      const commands = [{ ...decision, commandId: 'c2', carried: null }];
      return clean()
        .gets(hundred(100))
        .decides('c2', 700)
        .members([{ alarm, commands } as unknown as Member], 800);
    };
    expect(stays().judge().commands).toMatchObject({ stayedHere: 0, lost: 1 });
    const off = stays().ends(`${EPOCH}/bed-1/known-1`);
    expect(off.judge().commands).toMatchObject({ stayedHere: 1, lost: 0 });
  });

  it('... or when it was of a patient who has left, and the alarm calls anew for whoever is there', () => {
    const { alarm } = member('bed-1', 1);
    const commands = [{ ...decision, commandId: 'c2', carried: null }];
    const before = { alarm: { ...alarm, bedside: 'off', patientKey: 'anna' }, commands } as unknown as Member;
    const now = { alarm: { ...alarm, id: `${alarm.id}~2`, bedside: 'on', patientKey: 'cleo' }, commands: [] };
    const left = () => clean().gets(hundred(100)).decides('c2', 700).members([before], 800);
    expect(left().judge().commands).toMatchObject({ stayedHere: 0, lost: 1 });
    const calls = left().members([now as unknown as Member], 810);
    expect(calls.judge().commands).toMatchObject({ stayedHere: 1, lost: 0 });
  });

  it('finds an effect that nobody decided', () => {
    expect(clean().carriedOut('c9').judge().commands.doubled).toBe(1);
  });

  it('is not content with a run that showed nothing', () => {
    expect(new Story().broken()).toHaveLength(4);
  });
});

describe('times of faults', () => {
  const fault = { fault: 'cut', address: ADDRESS, injectedMs: at(1000), healedMs: at(5000) } as const;
  const timesOf = (story: Story, faults: Parameters<typeof faultTimes>[0] = [fault]) =>
    faultTimes(faults, story.oracle.watchOf('w'), story.oracle.watchOf('w'));
  const alarm = (ms: number): Parameters<Story['members']> => [
    [
      {
        ...member('bed-1', 1),
        alarm: {
          id: 'x',
          gatewayId: 'station',
          report: { code: 'VIGIL_LINK_LOST', bedKey: ADDRESS, presence: 'on', alarmKey: 'x' },
        },
      } as unknown as Member,
    ],
    ms,
  ];

  it('are from the fault to what a window tells, and from its healing to the first new sample', () => {
    const story = new Story()
      .link('lost', 2400)
      .members(...alarm(2500))
      .link('live', 5200)
      .gets(hundred(500));
    expect(timesOf(story)).toEqual({
      detectMs: { cut: { p50: 1400, max: 1400, n: 1 } },
      alarmMs: { cut: { p50: 1500, max: 1500, n: 1 } },
      recoverMs: { cut: { p50: 1000, max: 1000, n: 1 } },
      late: [],
    });
  });

  it('that are too long are late, and what was never told is late too', () => {
    const story = new Story()
      .link('lost', 3000)
      .members(...alarm(2500))
      .link('live', 5200)
      .gets(hundred(700));
    expect(timesOf(story).late).toEqual([
      expect.stringContaining('detectMs 2000, at most 1500'),
      expect.stringContaining('recoverMs 3000, at most 2000'),
    ]);
    expect(timesOf(new Story()).late).toHaveLength(3);
  });

  it('of a gateway are not measured while the station itself is away', () => {
    const kill = { fault: 'stationKill', address: null, injectedMs: at(900), healedMs: at(1200) } as const;
    expect(timesOf(new Story(), [fault, kill]).late.filter((line) => line.startsWith('cut'))).toEqual([]);
  });

  it('of a window that comes back are until it has samples of every gateway, but not of one whose link is broken', () => {
    const kill = { fault: 'windowKill', address: null, injectedMs: at(2000), healedMs: at(2500) } as const;
    const story = new Story();
    story
      .say({ type: 'hello' } as StationMessage, 2800)
      .link('live', 2800)
      .beds('anna', 2800);
    const tick = (channelId: number, ms: number): void =>
      story.oracle.window('w', { of: 'tick', atMs: at(ms), blocks: [[channelId, 300, [0]]] });
    tick(1, 3000);
    tick(2, 9000);
    expect(timesOf(story, [kill]).recoverMs).toEqual({ windowKill: { p50: 6500, max: 6500, n: 1 } });
    const later = { fault: 'cut', address: ADDRESS, injectedMs: at(2600), healedMs: at(8500) } as const;
    expect(timesOf(story, [kill, later]).recoverMs).toMatchObject({ windowKill: { p50: 500, max: 500, n: 1 } });
  });

  it('of a window that comes back are not measured while the station itself hangs', () => {
    const kill = { fault: 'windowKill', address: null, injectedMs: at(2000), healedMs: at(2500) } as const;
    const hang = { fault: 'stationHang', address: null, injectedMs: at(3000), healedMs: at(6500) } as const;
    const lateOf = (faults: Parameters<typeof faultTimes>[0]) =>
      timesOf(new Story(), faults).late.filter((line) => line.startsWith('windowKill'));
    expect(lateOf([kill])).toHaveLength(1);
    expect(lateOf([kill, hang])).toEqual([]);
  });
});

describe('the memory of a station', () => {
  const life = (pid: number, heldMbPerMin: number, residentMbPerMin: number, minutes: number): MemoryReading[] =>
    Array.from({ length: minutes * 12 }, (_, n) => ({
      pid,
      atMs: n * 5000,
      heldMb: 20 + (heldMbPerMin * n) / 12,
      residentMb: 100 + (residentMbPerMin * n) / 12,
    }));

  it('is a slope over its longest life, without the time it needs to warm up', () => {
    const jump = life(1, 0, 0, 10).map((reading) => (reading.atMs < 60_000 ? { ...reading, heldMb: 9 } : reading));
    expect(memorySlope(jump)).toMatchObject({ heldMbPerMin: 0, residentMbPerMin: 0 });
    const slope = memorySlope([...life(1, 9, 9, 2), ...life(2, 1, 3, 8)]);
    expect(slope?.heldMbPerMin).toBeCloseTo(1, 1);
    expect(slope?.residentMbPerMin).toBeCloseTo(3, 1);
    expect(slope?.heldMb).toEqual([21, 22, 23, 24, 25, 26, 27]);
    expect(memorySlope(life(1, 3, 3, 1))).toBeNull();
  });

  it('that grows breaks a rule once it was watched for long enough, whether the program holds on to it or what is beside it', () => {
    const found = { ...clean().gets(hundred(100)).judge(), late: [] };
    expect(brokenRules({ ...found, slope: { heldMbPerMin: 3, residentMbPerMin: 1, minutes: 8 } })).toEqual([
      'the station holds on to 3 MB more a minute, at most 1.5',
    ]);
    expect(brokenRules({ ...found, slope: { heldMbPerMin: 0, residentMbPerMin: 3, minutes: 8 } })).toEqual([
      'the station takes 3 MB more a minute, at most 2',
    ]);
    expect(brokenRules({ ...found, slope: { heldMbPerMin: 3, residentMbPerMin: 3, minutes: 1 } })).toEqual([]);
  });
});
