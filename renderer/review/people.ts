import { createContext, useContext } from 'react';
import { BehaviorSubject } from 'rxjs';
import type { Person } from '#domain/ward/staff.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';

/** Who works here, as a review needs to know it. */
export interface ReviewPeople {
  readonly staff: BehaviorSubject<readonly Person[]>;
}

/** How it reaches the views of a review; null outside of a wall: then people are called by their ids. */
export const ReviewPeopleContext = createContext<ReviewPeople | null>(null);

const nobody = new BehaviorSubject<readonly Person[]>([]);

/** Display names of people by their id; who is not of the staff is called by the id. */
export function useNameOf(): (actorId: string) => string {
  const staff = useSubject(useContext(ReviewPeopleContext)?.staff ?? nobody, (value) => value);
  return (actorId) => staff.find(({ personId }) => personId === actorId)?.displayName ?? actorId;
}
