import type { Observable } from 'rxjs';
import type { SoundWanted } from '#domain/alarms/audible.ts';
import type { Clock } from '#domain/time/clock.ts';
import { Keeper } from '#renderer/kept/keeper.ts';
import { AlarmSound } from './alarmSound.ts';
import { beatEvery } from './beatEvery.ts';
import type { SoundChannel } from './election.ts';
import { openAudioOutput } from './soundOutput.ts';

const CHANNEL_NAME = 'vigil.alarm-sound';

/** The alarm sound of this window, on what the browser has. */
export function openAlarmSound(wanted: Observable<SoundWanted | null>, clock: Clock): AlarmSound {
  return new AlarmSound(wanted, {
    locks: navigator.locks,
    channel: broadcast(new BroadcastChannel(CHANNEL_NAME)),
    openOutput: openAudioOutput,
    clock,
    every: beatEvery,
    gestures: window,
    keeper: new Keeper(() => localStorage),
    id: crypto.randomUUID(),
  });
}

function broadcast(channel: BroadcastChannel): SoundChannel {
  return {
    say: (message) => channel.postMessage(message),
    hear: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
    close: () => channel.close(),
  };
}
