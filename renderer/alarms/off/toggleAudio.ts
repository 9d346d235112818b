import type { AlarmStore } from '#renderer/alarms/alarms.store.ts';
import type { Decisions } from '#renderer/alarms/decisions.ts';
import { offChoices, offTitle, onAgain, stationAudio } from './offTexts.ts';

/** Pauses the sound of the ward, for as long as the policy allows; turns it on again when it is paused or off. */
export function toggleAudio(alarms: AlarmStore, decisions: Decisions): void {
  const { settings, policy } = alarms.view.value;
  const held = stationAudio(settings);
  if (held !== undefined) {
    void decisions.set(onAgain(held), 'Audio on');
    return;
  }
  const pause = offChoices(policy, null).find(({ setting }) => setting.activation === 'paused');
  if (pause !== undefined) void decisions.set(pause.setting, offTitle(pause.setting));
}
