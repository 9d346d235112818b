import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CarrierEnd } from '#bridge/carrierEnd.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { rampSource } from '#fixtures/gateway/ramp.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { readConfigFile } from '#main/hosts/configFile.ts';
import { findProduct } from '#main/hosts/node/product.ts';
import { runBrowserHost } from '#main/node.ts';
import { WindowProbe } from '#tests/main/windowProbe.ts';
import { until } from '#tests/support/until.ts';

const root = resolve(import.meta.dirname, '..', '..', '..', '..');
let dir: string;
let rendererDir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigil-host-'));
  rendererDir = join(dir, 'renderer');
  mkdirSync(rendererDir);
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>wall</title>');
});
afterAll(() => rmSync(dir, { recursive: true }));

const screen = { widthMm: 527, heightMm: 296, widthPx: 1920, heightPx: 1080, name: 'WALL' };

const quiet = {
  clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now(), aheadOfWallMs: () => 0 },
  random: () => 0.5,
  displays: () => [screen],
  log() {},
};

describe('a station with its window in a browser', () => {
  it('greets a window that opens the one-time address with its name, its version, what went wrong and its screens', async () => {
    const running = await runBrowserHost({
      config: { stationName: 'Ward 3', gateways: [] },
      notices: ['gateway 2 is left out'],
      rendererDir,
      host: quiet,
    });
    const entered = await fetch(running.url, { redirect: 'manual' });
    const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const window = new WebSocket(`${running.origin.replace('http', 'ws')}/bridge`, {
      origin: running.origin,
      headers: { cookie },
    });
    const hello = new Promise<StationMessage>((resolve, reject) => {
      window.on('error', reject);
      window.on('open', () =>
        window.send(JSON.stringify({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 })),
      );
      window.once('message', (data) => resolve(JSON.parse(data.toString()) as StationMessage));
    });
    expect(await hello).toEqual({
      type: 'hello',
      bridgeVersion: BRIDGE_VERSION,
      stationName: 'Ward 3',
      version: findProduct().version,
      notices: ['gateway 2 is left out'],
      displays: [screen],
      staff: [],
    });
    const closed = new Promise((resolve) => window.on('close', resolve));
    await running.close();
    await closed;
    await expect(fetch(running.origin)).rejects.toThrow('fetch failed');
  });

  it('serves several windows of one browser, each with a session of its own and the whole ward', async () => {
    const sources = Array.from({ length: 4 }, () => rampSource({ channels: 2 }));
    const ward = new Ward({ gatewayId: 'gw', displayName: 'Ramp ward', frameMs: 20, sources });
    const gateway = await serveWard(ward);
    ward.start();
    const running = await runBrowserHost({
      config: { stationName: 'Ward 3', gateways: [{ address: gateway.address }] },
      rendererDir,
      host: quiet,
    });
    try {
      const entered = await fetch(running.url, { redirect: 'manual' });
      const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const open = async () => {
        const socket = new WebSocket(`${running.origin.replace('http', 'ws')}/bridge`, {
          origin: running.origin,
          headers: { cookie },
        });
        socket.binaryType = 'arraybuffer';
        const end = new CarrierEnd({ send: (message) => socket.send(message), goodbye: () => socket.close() });
        socket.on('message', (data, isBinary) => end.take(isBinary ? data : data.toString()));
        socket.on('close', () => end.end('closed'));
        await new Promise((resolve) => socket.once('open', resolve));
        return new WindowProbe(end).open(60_000);
      };
      const wall = await open();
      await until('samples on the wall', () => wall.samples.size === 8);
      const second = await open();
      await until('samples in the second window', () => second.samples.size === 8);
      second.close();
      const before = wall.ticks.length;
      const third = await open();
      await until('a second of samples after the second window left', () => third.channel(1).length > 250);
      ward.stop();
      const { endIndex } = ward.sent().get(1)!;
      const first = wall.channel(1)[0]![0];
      await until('the last sample everywhere', () =>
        [wall, third].every((window) => window.channel(1).at(-1)?.[0] === endIndex - 1),
      );
      for (const window of [wall, third]) {
        expect(window.channel(1).map(([index]) => index)).toEqual(
          Array.from({ length: endIndex - first }, (_, k) => first + k),
        );
        expect(window.duplicated).toBe(0);
        expect(window.all('hello')).toHaveLength(1);
      }
      expect(wall.ticks.length).toBeGreaterThan(before);
      expect(wall.ticks).toEqual(Array.from(wall.ticks, (_, k) => k + 1));
      expect(third.ticks).toEqual(Array.from(third.ticks, (_, k) => k + 1));
    } finally {
      ward.stop();
      await running.close();
      await gateway.stop();
    }
  });

  it('closes the station again when its window can’t be served', async () => {
    const options = { config: { stationName: 'Ward 3', gateways: [] }, rendererDir: join(dir, 'nowhere'), host: quiet };
    await expect(runBrowserHost(options)).rejects.toThrow('Run "npm run build" first');
  });
});

describe('a configuration file', () => {
  it('that is not there is named, with what to do', async () => {
    const file = join(dir, 'absent.json');
    await expect(readConfigFile(file)).rejects.toThrow(
      `${file}: there is no such file. Copy vigil.config.example.jsonc to it`,
    );
  });

  it('saved by an editor that begins a file with a byte order mark is read all the same', async () => {
    const file = join(dir, 'marked.json');
    writeFileSync(file, '\uFEFF{ "gateways": [] }');
    expect((await readConfigFile(file)).config.gateways).toEqual([]);
  });

  it('that is a folder is refused, not crashed on', async () => {
    await expect(readConfigFile(dir)).rejects.toThrow(`${dir}: it can't be read (EISDIR)`);
  });
});

/** The command as people call it, until it ends or `until` appears in its output; then it gets SIGTERM. */
function command(args: readonly string[], until?: RegExp): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'main', 'node.ts'), ...args], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk;
    if (until?.test(out)) child.kill('SIGTERM');
    else if (out.includes('/enter/')) child.stdin.write('\n');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve({ code, out, err })));
}

describe('the command', () => {
  it('says what is wrong and ends with 2 when called or configured wrongly', async () => {
    const broken = join(dir, 'broken.json');
    writeFileSync(broken, '{ "gateways": [ ');
    const [absent, syntax, option, port] = await Promise.all([
      command(['--config', join(dir, 'absent.json')]),
      command(['--config', broken]),
      command(['--gateway', 'x']),
      command(['--port', '99999']),
    ]);
    expect([absent, syntax, option, port].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(absent.err).toContain('absent.json: there is no such file');
    expect(syntax.err).toContain('broken.json:1:');
    expect(option.err).toContain('usage: node out/main/node.js');
    expect(port.err).toContain('--port 99999: not a port');
  });

  it('prints the address in one line, a fresh one at Enter, and ends with 0 when asked to', async () => {
    const config = join(dir, 'good.json');
    writeFileSync(config, '{ "gateways": [], }');
    const ran = await command(['--config', config, '--renderer', rendererDir], /\/enter\/[\s\S]*\/enter\//);
    expect(ran.err).toBe('');
    expect(ran.code).toBe(0);
    const [first, second] = ran.out.trim().split('\n');
    expect(first).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/enter\/\S{43} /);
    expect(second).toMatch(/^Open http:\/\/127\.0\.0\.1:\d+\/enter\/\S{43}$/);
    // The record of alarms stands beside the configuration that names no other place.
    expect(readdirSync(join(dir, 'vigil-data', 'journal')).join()).toMatch(/segment-\d+\.jsonl/);
  });
});
