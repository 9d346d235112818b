import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { displayReader } from '#main/hosts/displays.ts';

let folder: string;
let logged: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-drm-'));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (from = folder) => displayReader((_, line) => void logged.push(line), from)();

/** A connector as Linux shows it. */
function plug(connector: string, status: string, edid: Uint8Array): void {
  mkdirSync(join(folder, connector));
  writeFileSync(join(folder, connector, 'status'), `${status}\n`);
  writeFileSync(join(folder, connector, 'edid'), edid);
}

/** The 128 bytes a screen tells of itself (VESA E-EDID 1.4): a preferred timing with its size, and a checksum. */
function edid({ widthPx = 1920, heightPx = 1080, widthMm = 527, heightMm = 296 } = {}): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set([0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00]);
  bytes.set([1, 4, 0x80, Math.round(widthMm / 10), Math.round(heightMm / 10)], 18);
  const upper = (value: number) => (value >> 8) << 4;
  bytes.set([0x02, 0x3a, widthPx & 0xff, 0x18, upper(widthPx), heightPx & 0xff, 0x2d, upper(heightPx)], 54);
  bytes.set([widthMm & 0xff, heightMm & 0xff, upper(widthMm) | (heightMm >> 8)], 66);
  bytes[127] = (256 - (bytes.reduce((sum, byte) => sum + byte, 0) % 256)) % 256;
  return bytes;
}

describe('the screens of the station’s machine', () => {
  it('are those that are plugged in, each with its size in millimetres', () => {
    plug('card0-HDMI-A-1', 'connected', edid());
    plug('card0-DP-1', 'disconnected', new Uint8Array());
    plug('card0-DP-2', 'connected', edid({ widthPx: 3840, heightPx: 2160, widthMm: 708, heightMm: 398 }));
    mkdirSync(join(folder, 'card0'));
    writeFileSync(join(folder, 'version'), 'drm 1.1.0 20060810\n');
    expect(read()).toMatchObject([
      { widthMm: 708, heightMm: 398, widthPx: 3840, heightPx: 2160 },
      { widthMm: 527, heightMm: 296, widthPx: 1920, heightPx: 1080 },
    ]);
    expect(logged).toEqual([]);
  });

  it('are asked anew each time, so that one plugged in later counts', () => {
    const displays = displayReader(() => {}, folder);
    expect(displays()).toEqual([]);
    plug('card0-HDMI-A-1', 'connected', edid());
    expect(displays()).toHaveLength(1);
  });

  it('that tell no size are left out, said once, and cost the others nothing', () => {
    const damaged = edid();
    damaged[66] = 1;
    plug('card0-DP-1', 'connected', damaged);
    plug('card0-DP-2', 'connected', new Uint8Array());
    plug('card0-HDMI-A-1', 'connected', edid());
    const displays = displayReader((_, line) => void logged.push(line), folder);
    expect(displays()).toHaveLength(1);
    expect(displays()).toHaveLength(1);
    expect(logged).toEqual([
      'screen at card0-DP-1: does not say how large it is; its size must be measured with a card',
      'screen at card0-DP-2: does not say how large it is; its size must be measured with a card',
    ]);
  });

  it('that can’t be read are left out with a line in the log', () => {
    mkdirSync(join(folder, 'card0-DP-1', 'edid'), { recursive: true });
    writeFileSync(join(folder, 'card0-DP-1', 'status'), 'connected\n');
    expect(read()).toEqual([]);
    expect(logged).toEqual([expect.stringContaining("screen at card0-DP-1: can't be read (Error: EISDIR")]);
  });

  it('are none on a machine that does not show them, without a word', () => {
    expect(read(join(folder, 'absent'))).toEqual([]);
    expect(logged).toEqual([]);
  });

  it('are none, with a line in the log, where the list itself can’t be read', () => {
    expect(read(`${folder}/${'x'.repeat(300)}`)).toEqual([]);
    expect(logged).toEqual([expect.stringContaining("the sizes of the screens can't be read: Error: ENAMETOOLONG")]);
  });
});
