import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LINK_LOST } from '#domain/alarms/alarmCodes.ts';
import type { GatewayConfig } from '#main/config.ts';
import { Certificates, canMakeCertificates } from '#tests/support/certificates.ts';
import { heapInUseMb } from '#tests/support/heapInUse.ts';
import { recordEntries } from '#tests/support/recordEntries.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder } from './alarms/journal.ts';
import { type RunningStation, runStation } from './runningStation.ts';
import { frame, opening, type Script, serveScript } from './scriptedGateway.ts';
import { SoundGateway } from './soundGateway.ts';
import type { WindowProbe } from './windowProbe.ts';

/** MEASURES.md, the table of faults: hostile payload, expired certificate. */
const REFUSED_WITHIN_MS = 100;
const GROWTH_MB = 10;
/** The quickest of so many: this machine runs other tests too. */
const TRIES = 3;

interface Refused {
  readonly running: RunningStation;
  readonly window: WindowProbe;
  readonly folder: string;
  readonly address: string;
  /** From the first attempt until it is told as lost; the quickest of some. */
  readonly tookMs: number;
}

/** What becomes of a gateway that does not do as it should, beside one that does. */
async function refused(hostile: () => Promise<GatewayConfig>, state: RegExp): Promise<Refused> {
  const sound = await SoundGateway.serve();
  let last: Omit<Refused, 'tookMs'> | null = null;
  let tookMs = Number.POSITIVE_INFINITY;
  let growthMb = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const config = await hostile();
    const { address } = config;
    const folder = dataFolder();
    const running = runStation(
      [config, sound.address],
      { firstRetryMs: 20_000, longestRetryMs: 20_000 },
      { dataFolder: folder },
    );
    const window = running.attach().open();
    const before = heapInUseMb();
    const beganMs = performance.now();
    const isLost = () => running.links(address).some((link) => state.test(link));
    await until(`it is ${state.source}`, isLost, 10_000);
    tookMs = Math.min(tookMs, performance.now() - beganMs);
    sound.watch(window);
    sound.forget();
    await until('the sound gateway goes on', () => sound.delaysMs.length > 8, 10_000);
    window.messages.length = 0;
    growthMb = Math.min(growthMb, heapInUseMb() - before);
    sound.expectUntouched(running);
    await until('the alarm stands', () => linkAlarms(window).length === 1);
    await last?.running.station.close();
    last = { running, window, folder, address };
  }
  expect(growthMb).toBeLessThan(GROWTH_MB);
  if (last === null) throw new Error('nothing was tried');
  return { ...last, tookMs };
}

function linkAlarms(window: WindowProbe): string[] {
  return [...window.members.values()]
    .filter(({ alarm }) => alarm.report.code === LINK_LOST && alarm.presence === 'on')
    .map(({ alarm }) => alarm.report.bedKey);
}

/** Who, when and why: in the log, in the record, and in what a window is told. */
async function expectAudited({ running, window, folder, address }: Refused, why: RegExp): Promise<void> {
  expect(linkAlarms(window)).toEqual([address]);
  expect(window.gateways.get(address)?.link).toMatchObject({ state: 'lost', detail: expect.stringMatching(why) });
  expect(running.lines.filter((line) => line.startsWith(`warn ${address}: `)).join('\n')).toMatch(why);
  await running.station.close();
  const told = [...recordEntries(folder)].filter(({ content }) => {
    const reports = 'event' in content && content.event.type === 'reported' ? content.event.reports : [];
    return reports.some(({ report }) => report.code === LINK_LOST && report.bedKey === address);
  });
  expect(told.length).toBeGreaterThan(0);
  expect(Math.abs((told[0]?.atMs ?? 0) - Date.now())).toBeLessThan(60_000);
}

describe.skipIf(!canMakeCertificates())('a certificate (skipped where there is no openssl to make one)', () => {
  let certificates: Certificates;
  beforeAll(() => {
    certificates = new Certificates();
    certificates.authority('hospital');
    certificates.authority('stranger');
    certificates.certificate('gateway', 'hospital');
    certificates.certificate('expired', 'hospital', -1);
    certificates.certificate('foreign', 'stranger');
    certificates.certificate('station', 'hospital');
    certificates.certificate('former', 'hospital', -1);
  });
  afterAll(() => certificates.remove());

  const behind = (server: string, station: string, serverName: string) => async (): Promise<GatewayConfig> => {
    const script: Script = { subscribe: (_resume, send) => send(opening(1)) };
    const serving = await serveScript(script, certificates.server(server, 'hospital'));
    onTestFinished(() => serving.stop());
    return { address: serving.address, tls: certificates.station(station, 'hospital', serverName) };
  };

  it.each([
    ['of a gateway that has expired', 'expired', 'station', 'expired', /refused/, /certificate has expired/],
    [
      'of a gateway by another authority',
      'foreign',
      'station',
      'foreign',
      /refused/,
      /self-signed|local issuer|verify/,
    ],
    ['of a gateway for another name', 'gateway', 'station', 'elsewhere', /refused/, /altnames/],
    ['of this station that has expired', 'gateway', 'former', 'gateway', /unreachable/, /no connection/],
  ])(
    '%s ends the link at once, audited; a gateway beside it is untouched',
    async (_, server, station, name, state, why) => {
      const result = await refused(behind(server, station, name), state);
      expect(result.tookMs).toBeLessThan(REFUSED_WITHIN_MS);
      await expectAudited(result, why);
    },
    60_000,
  );

  it('that is right is none of these: the link is live', async () => {
    const config = await behind('gateway', 'station', 'gateway')();
    const running = runStation([config]);
    await until('it is live', () => running.view(config.address).link.state === 'live');
  });
});

describe('what a gateway sends that is no message', () => {
  const scripted = (bytes: () => Buffer) => async (): Promise<GatewayConfig> => {
    const serving = await serveScript({
      subscribe: (_resume, send) => {
        send(opening(1));
        send(frame(1));
        send(bytes());
      },
    });
    onTestFinished(() => serving.stop());
    return { address: serving.address };
  };
  const emptyAlarms = (): Buffer => {
    const body = Buffer.alloc(1_000_000);
    for (let at = 0; at < body.length; at += 2) body[at] = 0x2a;
    return Buffer.concat([Buffer.from([0x12, 0xc0, 0x84, 0x3d]), body]);
  };

  it.each([
    ['larger than any', () => Buffer.alloc(3_000_000), /lost oversized/, /too large/],
    ['half a million alarms that say nothing', emptyAlarms, /lost protocol/, /more than 20000 parts/],
    ['groups in groups, 60,000 deep', () => Buffer.alloc(60_000, 0x0b), /lost protocol/, /broke the contract/],
    [
      'a length of 4 GB',
      () => Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
      /lost protocol/,
      /broke the contract/,
    ],
  ])(
    'but %s ends the link at once, audited; a gateway beside it is untouched',
    async (_, bytes, state, why) => {
      const result = await refused(scripted(bytes), state);
      // With the connecting, the opening and a frame before it.
      expect(result.tookMs).toBeLessThan(2 * REFUSED_WITHIN_MS);
      await expectAudited(result, why);
    },
    60_000,
  );
});

describe('what listens at a port and is no gateway', () => {
  /** A server that does this with each connection. */
  const listening = (answer: (socket: Socket) => void) => async (): Promise<GatewayConfig> => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      answer(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
  };

  /** HTTP/2 as far as a frame goes. */
  const frameOf = (type: number, stream: number, payload: Buffer): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head[3] = type;
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  };
  const SETTINGS = frameOf(4, 0, Buffer.alloc(0));

  /** Headers that never end: as fast as they are taken. */
  const endlessHeaders = (socket: Socket): void => {
    const part = Buffer.concat([Buffer.from([0x00, 0x01, 0x61, 0x7f, 0x81, 0x7e]), Buffer.alloc(16_000, 0x61)]);
    socket.write(Buffer.concat([SETTINGS, frameOf(1, 1, part)]));
    const more = (): void => {
      while (!socket.destroyed && socket.write(frameOf(9, 1, part)));
    };
    socket.on('drain', more);
    socket.once('data', more);
  };

  it.each([
    ['but noise', (socket: Socket) => void socket.write(Buffer.alloc(100_000, 0xa5))],
    ['but a web page', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')],
    ['but a goodbye', (socket: Socket) => void socket.end()],
    ['but headers without an end', endlessHeaders],
  ])(
    'and answers nothing %s is left at once; a gateway beside it is untouched',
    async (_, answer) => {
      const result = await refused(listening(answer), /lost/);
      expect(result.tookMs).toBeLessThan(REFUSED_WITHIN_MS);
      await expectAudited(result, /./);
    },
    60_000,
  );

  it.each([
    ['nothing at all', () => {}],
    ['a settings frame and then nothing', (socket: Socket) => void socket.write(SETTINGS)],
    [
      'a header every 100 ms',
      (socket: Socket) => {
        socket.write(Buffer.concat([SETTINGS, frameOf(1, 1, Buffer.from([0x88]))]));
        const timer = setInterval(() => socket.write(frameOf(9, 1, Buffer.from([0x88]))), 100);
        socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('and answers %s is given up after the time for connecting', async (_, answer) => {
    const config = await listening(answer)();
    const sound = await SoundGateway.serve();
    const running = runStation([config, sound.address], { connectMs: 400 });
    const window = running.attach().open();
    sound.watch(window);
    const beganMs = performance.now();
    await until('it is lost', () => running.view(config.address).link.state === 'lost');
    expect(performance.now() - beganMs).toBeLessThan(700);
    await delay(500);
    sound.expectUntouched(running);
  });
});
