import type { Setting } from './activation.ts';
import { HEARD_LEVEL } from './escalation.ts';
import type { Member } from './members.ts';
import { type ShownPriority, shownPriority, urgencyOf } from './priority.ts';
import { signalsOf } from './signals.ts';

/** The sound of a station: that of the most urgent alarm that is to be heard. */
export interface SoundWanted {
  readonly priority: Exclude<ShownPriority, 'none'>;
  /** Nobody has answered for long: it comes more often. */
  readonly isEscalated: boolean;
}

/** What is to be heard now; null: nothing. Pure. */
export function soundWanted(members: Iterable<Member>, settings: readonly Setting[]): SoundWanted | null {
  let wanted: SoundWanted | null = null;
  for (const { alarm, presentation } of members) {
    const { presence, activation } = signalsOf(alarm, presentation, settings).audible;
    const priority = shownPriority(alarm.report);
    if (activation !== 'on' || (presence !== 'on' && presence !== 'latched') || priority === 'none') continue;
    const isEscalated = alarm.escalation >= HEARD_LEVEL;
    const rank = (sound: SoundWanted) => 2 * urgencyOf(sound) + Number(sound.isEscalated);
    if (wanted === null || rank({ priority, isEscalated }) > rank(wanted)) wanted = { priority, isEscalated };
  }
  return wanted;
}
