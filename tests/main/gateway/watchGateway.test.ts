import { describe, expect, it, onTestFinished } from 'vitest';
import { runStation } from '#tests/main/runningStation.ts';
import {
  frame,
  heartbeat,
  opening,
  type Script,
  type ScriptedGateway,
  serveScript,
} from '#tests/main/scriptedGateway.ts';
import { bedsideAlarm } from '#tests/support/bedsideAlarm.ts';
import { until } from '#tests/support/until.ts';

async function gateway(script: Script): Promise<ScriptedGateway> {
  const serving = await serveScript(script);
  onTestFinished(() => serving.stop());
  return serving;
}

const standingAlarm = bedsideAlarm('a1', { bedId: 'b1', onsetNs: 0n, timeNs: 0n });

const quick = { firstRetryMs: 20, longestRetryMs: 40, slowRetryMs: 60 };

/** Streams frames from where the station asks, with something else in the place of frame 4. */
function withFrame4(instead: () => Buffer): NonNullable<Script['subscribe']> {
  return (resume, send) => {
    const first = Number(resume?.sequence ?? 0n) + 1;
    send(opening(first));
    for (let n = first; n <= 8; n++) send(n === 4 ? instead() : frame(n));
  };
}

describe('a frame that cannot be received', () => {
  it.each([
    ['because it is 20 MB large', () => Buffer.alloc(20_000_000), 'lost oversized'],
    [
      'because it is not the message it should be',
      () => Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
      'lost protocol',
    ],
  ])(
    '%s is left out after a second try, counted, and the rest of the ward goes on',
    async (_, instead, lost) => {
      const broken = await gateway({ subscribe: withFrame4(instead) });
      const sound = await gateway({
        describe: { gatewayId: 'sound' },
        subscribe: (_resume, send) => {
          send(opening(1));
          send(frame(1));
          const beat = setInterval(() => send(heartbeat()), 100);
          onTestFinished(() => clearInterval(beat));
        },
      });
      const running = runStation([broken.address, sound.address], quick);
      const window = running.attach().open(60_000);
      const channelId = () => window.beds.get(broken.address)?.[0]?.channels[0]?.channelId ?? -1;
      // 20 MB twice, on a machine that runs other tests too.
      await until('frame 8 has come', () => window.samples.get(channelId())?.has(8) === true, 15_000);
      expect(window.channel(channelId()).map(([index]) => index)).toEqual([1, 2, 3, 5, 6, 7, 8]);
      expect(broken.asked.map((resume) => Number(resume?.sequence ?? 0n))).toEqual([0, 3, 4]);
      expect(running.links(broken.address).slice(0, 5)).toEqual(['connecting', 'live', lost, 'live', lost]);
      await until('it is counted', () => running.view(broken.address).counts['framesLeftOut'] === 1);
      expect(running.links(sound.address)).toEqual(['connecting', 'live']);
    },
    20_000,
  );
});

describe('numbered frames', () => {
  it('that overtake each other are asked for again: no sample is missing, and no alarm of the frame that came late', async () => {
    let streams = 0;
    const serving = await gateway({
      subscribe: (resume, send) => {
        const first = Number(resume?.sequence ?? 0n) + 1;
        send(opening(first));
        const numbers = streams++ === 0 ? [1, 2, 4, 3, 5] : [3, 4, 5, 6].filter((n) => n >= first);
        for (const n of numbers) send(frame(n, n === 3 ? { alarms: [standingAlarm] } : {}));
      },
    });
    const running = runStation([serving.address], quick);
    const window = running.attach().open(60_000);
    await until('frame 6 has come', () => window.samples.get(1)?.has(6) === true);
    expect(window.channel(1).map(([index]) => index)).toEqual([1, 2, 3, 4, 5, 6]);
    await until('the alarm is shown', () => [...window.members.keys()].some((id) => id.endsWith('/a1')));
    expect(serving.asked.map((resume) => Number(resume?.sequence ?? 0n))).toEqual([0, 2]);
    expect(running.view(serving.address).counts['framesLost']).toBeUndefined();
  });

  it('that come twice are dropped and counted; what a gateway leaves out again when asked is counted, and the rest goes on', async () => {
    const serving = await gateway({
      subscribe: (_resume, send) => {
        send(opening(1));
        for (const n of [1, 2, 2, 1, 3, 6, 5, 7]) send(frame(n));
        const beat = setInterval(() => send(heartbeat()), 100);
        onTestFinished(() => clearInterval(beat));
      },
    });
    const running = runStation([serving.address], quick);
    const window = running.attach().open(60_000);
    await until('frame 7 has come', () => window.samples.get(1)?.has(7) === true);
    expect(window.channel(1).map(([index]) => index)).toEqual([1, 2, 3, 6, 7]);
    await until('all is counted', () => Object.keys(running.view(serving.address).counts).length === 3);
    // The second stream brings 1, 2, 2, 1 and 3 again.
    expect(running.view(serving.address).counts).toEqual({ framesRepeated: 8, framesLost: 2, linkLosses: 1 });
  });

  it('that start again without a new epoch do not freeze the ward: the link begins anew', async () => {
    let streams = 0;
    const serving = await gateway({
      subscribe: (_resume, send) => {
        streams++;
        send(opening(streams === 1 ? 1000 : 1));
        send(frame(streams === 1 ? 1000 : 1));
        for (let n = 1; n <= 30; n++) send(frame(n));
      },
    });
    const running = runStation([serving.address], quick);
    const window = running.attach().open(60_000);
    await until('frame 30 has come', () => window.samples.get(1)?.has(30) === true);
    expect(running.links(serving.address).slice(0, 4)).toEqual(['connecting', 'live', 'lost protocol', 'live']);
    expect(serving.asked.slice(0, 2)).toEqual([undefined, undefined]);
  });
});

describe('a stream that breaks the contract', () => {
  it.each<[string, Script, string, RegExp]>([
    ['begins without an opening', { subscribe: (_r, send) => send(frame(1)) }, 'protocol', /without an opening/],
    [
      'opens twice',
      { subscribe: (_r, send) => [opening(1), opening(1)].forEach(send) },
      'protocol',
      /opens the stream twice/,
    ],
    ['counts from 0', { subscribe: (_r, send) => send(opening(0)) }, 'protocol', /at frame 0/],
    ['says nothing', { subscribe: () => {} }, 'silent', /sent nothing/],
    ['says nothing after the opening', { subscribe: (_r, send) => send(opening(1)) }, 'silent', /sent nothing/],
    ['ends', { subscribe: (_r, send, end) => [send(opening(1)), end()] }, 'ended', /ended the stream/],
    ['comes from a gateway without an id', { describe: { gatewayId: '' } }, 'protocol', /announces no gateway id/],
  ])('is lost with a reason when it %s', async (_, script, code, detail) => {
    const serving = await gateway(script);
    const running = runStation([serving.address], { ...quick, silentMs: 150 });
    await until('it is lost', () => running.links(serving.address).some((state) => state.startsWith('lost')));
    expect(running.links(serving.address)).toContain(`lost ${code}`);
    expect(running.lines.join('\n')).toMatch(detail);
    expect(running.lines.join('\n')).toContain(serving.address);
  });

  it('is not lost while heartbeats come', async () => {
    const serving = await gateway({
      subscribe: (_resume, send) => {
        send(opening(1));
        const beat = setInterval(() => send(heartbeat()), 50);
        onTestFinished(() => clearInterval(beat));
      },
    });
    const running = runStation([serving.address], { silentMs: 250 });
    await until('live', () => running.view(serving.address).link.state === 'live');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(running.links(serving.address)).toEqual(['connecting', 'live']);
  });
});

describe('a lost link', () => {
  it('stays lost, with its first moment, until it is live again', async () => {
    let isUp = false;
    const serving = await gateway({
      subscribe: (_resume, send, end) => {
        if (!isUp) {
          end();
          return;
        }
        send(opening(1));
        const beat = setInterval(() => send(heartbeat()), 50);
        onTestFinished(() => clearInterval(beat));
      },
    });
    const running = runStation([serving.address], quick);
    await until('lost', () => running.view(serving.address).link.state === 'lost');
    const { sinceMs } = running.view(serving.address).link;
    await until('tried again', () => serving.asked.length > 4);
    expect(running.view(serving.address).link).toMatchObject({ state: 'lost', sinceMs });
    expect(running.lines.filter((line) => line.includes('ended the stream'))).toHaveLength(1);
    isUp = true;
    await until('live', () => running.view(serving.address).link.state === 'live');
    expect(running.links(serving.address)).toEqual(['connecting', 'lost ended', 'live']);
  });
});

describe('two gateways that exchange their addresses', () => {
  it('are both live again without a restart of the station', async () => {
    const [east, west] = [{ gatewayId: 'east' }, { gatewayId: 'west' }];
    const live: Script['subscribe'] = (_resume, send) => {
      send(opening(1));
      const beat = setInterval(() => send(heartbeat()), 50);
      onTestFinished(() => clearInterval(beat));
    };
    const one = await gateway({ describe: east, subscribe: live });
    const two = await gateway({ describe: west, subscribe: live });
    const addresses = [one.address, two.address];
    const running = runStation(addresses, { ...quick, clockMs: 30 });
    const areLive = () => addresses.every((address) => running.view(address).link.state === 'live');
    await until('both are live', areLive);
    [east.gatewayId, west.gatewayId] = ['west', 'east'];
    await until('it is noticed', () => addresses.some((address) => running.links(address).includes('lost protocol')));
    await until('both are live again', areLive);
  });
});
