import { createContext, useContext } from 'react';
import type { Alarm } from '#domain/alarms/alarm.ts';

/** Opens the past of an alarm's patient at the moment of the alarm. */
export type ReviewDoor = (alarm: Alarm) => void;

/** How it reaches the views of alarms; null: there is no room of review. */
export const ReviewDoorContext = createContext<ReviewDoor | null>(null);

export function useReviewDoor(): ReviewDoor | null {
  return useContext(ReviewDoorContext);
}
