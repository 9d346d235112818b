import { type Activation, activationOf, type Setting } from './activation.ts';
import { type Alarm, stands } from './alarm.ts';
import { HEARD_LEVEL } from './escalation.ts';
import { isListed, type Presentation } from './triage/presentation.ts';

/** One signal of an alarm (IEEE 11073-10207, AlertSignalPresence and AlertActivation): two axes, both shown. */
export interface Signal {
  readonly presence: 'on' | 'off' | 'latched' | 'acknowledged';
  readonly activation: Activation;
}

/**
 * What is to be seen and heard of an alarm: `visual` of every one that is on the list, `audible` of those that call, or that
 * nobody has answered for so long that they are to be heard, and nobody has acknowledged. A pause or an off, which only a person sets, leaves the presence as it is, so that what is
 * silent can be told from what is over.
 */
export function signalsOf(
  alarm: Alarm,
  presentation: Presentation,
  settings: readonly Setting[],
): { readonly visual: Signal; readonly audible: Signal } {
  const presence = presenceOf(alarm);
  const alarmActivation = activationOf(settings, 'alarm', alarm);
  const audioActivation = alarmActivation === 'on' ? activationOf(settings, 'audio', alarm) : alarmActivation;
  return {
    visual: { presence: isListed(presentation) ? presence : 'off', activation: alarmActivation },
    audible: { presence: calls(alarm, presentation) ? presence : 'off', activation: audioActivation },
  };
}

function calls({ escalation }: Alarm, { manner }: Presentation): boolean {
  return manner === 'announced' || (manner === 'quiet' && escalation >= HEARD_LEVEL);
}

function presenceOf(alarm: Alarm): Signal['presence'] {
  if (!stands(alarm)) return 'off';
  return alarm.acknowledged === null ? alarm.presence : 'acknowledged';
}
