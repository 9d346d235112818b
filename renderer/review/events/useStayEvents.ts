import { useMemo } from 'react';
import type { HeldStay } from '#renderer/history/archive.ts';
import { useNotes } from '#renderer/review/notes/noteServices.ts';
import { notHeld } from '#renderer/review/notHeld.ts';
import { stayUntil } from '#renderer/review/place.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { gapName } from '#renderer/review/reviewTexts.ts';
import { type Answered, useAlarms, useCoverage, useHeld } from '#renderer/review/useHeld.ts';
import { eventsOf, type StayEvent } from './stayEvents.ts';

/** All that happened in a stay, as far as it is held. Alarms are told as soon as they are here, gaps when those are. */
export function useStayEvents(stay: HeldStay): Answered<readonly StayEvent[]> {
  const { latestMs } = useReview();
  const alarms = useAlarms(stay);
  const coverage = useCoverage(stay);
  const { notes } = useNotes(stay);
  const stays = useHeld(stay, (archive) => archive.stays());
  return useMemo(() => {
    if (alarms.state !== 'here') return alarms;
    if (coverage.state === 'failed') return coverage;
    const gaps = coverage.state === 'here' ? notHeld(coverage.value, stay.fromMs, stayUntil(stay, latestMs())) : [];
    const held = { alarms: alarms.value, gaps, notes, stays: stays.state === 'here' ? stays.value : [] };
    return { state: 'here', value: eventsOf(stay, held, gapName) };
  }, [alarms, coverage, notes, stays, stay, latestMs]);
}
