import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { intakeLimits } from '#main/gateway/intake.ts';
import { heapInUseMb } from '#tests/support/heapInUse.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder } from './alarms/journal.ts';
import { runStation } from './runningStation.ts';
import { SoundGateway } from './soundGateway.ts';

/** A gateway that floods, in a process of its own; its address. */
async function floodingGateway(kind: string): Promise<string> {
  const script = join(import.meta.dirname, 'floodingGateway.ts');
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [address] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
  return address.toString().trim();
}

/** A station with a gateway that floods and a sound one. */
async function besideFlood(kind: string) {
  const flooding = await floodingGateway(kind);
  const sound = await SoundGateway.serve();
  const running = runStation([flooding, sound.address], {}, { dataFolder: dataFolder() });
  const window = running.attach().open(60_000);
  sound.watch(window);
  await until('the sound gateway is live', () => sound.delaysMs.length > 3, 20_000);
  return { flooding, sound, running, window };
}

describe('a gateway that floods', () => {
  it.each([
    ['messages that say nothing', 'heartbeats'],
    ['samples', 'samples'],
    ['alarms that come and go', 'reports'],
  ])(
    'with %s is read no faster than any ward sends and told as an alarm; a gateway beside it loses nothing and is not late',
    async (_, kind) => {
      const { flooding, sound, running, window } = await besideFlood(kind);
      const held = () => running.view(flooding).counts['messagesHeldUp'] ?? 0;
      await until('it is held up', () => held() > 0, 15_000);
      await delay(500);
      sound.forget();
      window.messages.length = 0;
      const before = heapInUseMb();
      await delay(4000);
      window.messages.length = 0;
      expect(heapInUseMb() - before).toBeLessThan(10);
      expect(running.links(flooding)).toEqual(['connecting', 'live']);
      const flood = [...window.members.values()].filter(({ alarm }) => alarm.report.code === 'VIGIL_GATEWAY_FLOOD');
      expect(flood.map(({ alarm }) => [alarm.report.bedKey, alarm.presence])).toEqual([[flooding, 'on']]);
      expect(sound.delaysMs.length).toBeGreaterThan(30);
      sound.expectUntouched(running);
      expect(running.lines.filter((line) => line.includes('nothing is dropped'))).toHaveLength(1);
      // All that came was taken in, in order: nothing lost, nothing asked for twice.
      expect(Object.keys(running.view(flooding).counts).filter((name) => name.startsWith('frames'))).toEqual([]);
    },
    60_000,
  );

  it('with alarms that never end is left, with the reason, before they fill the memory; the sound one goes on', async () => {
    const { flooding, sound, running } = await besideFlood('standing');
    await until('it is left', () => running.links(flooding).includes('lost oversized'), 20_000);
    expect(running.view(flooding).link).toMatchObject({ state: 'lost', code: 'oversized' });
    expect(running.lines.join('\n')).toMatch(/says that more than 256 alarms stand at once at one bed/);
    expect(running.links(sound.address)).toEqual(['connecting', 'live']);
  }, 60_000);

  it('is not what a gateway does that brings all that a minute of outage has held back, or ten times a flood of alarms', () => {
    const { messagesPerS, bytesPerS, reportsPerS, burstS } = intakeLimits;
    // 256 beds with 4 waves of 250 Hz, two bytes a sample, at ten frames a second.
    expect(bytesPerS * burstS).toBeGreaterThan(60 * 256 * 4 * 250 * 2);
    expect(messagesPerS * burstS).toBeGreaterThan(60 * 10);
    expect(bytesPerS).toBeGreaterThan(5 * 256 * 4 * 250 * 2);
    // 187 alarms a bed and day (CLINICAL.md), each begun and ended, at 256 beds.
    expect(reportsPerS).toBeGreaterThan((10 * 10 * 2 * 187 * 256) / 86_400);
  });
});
