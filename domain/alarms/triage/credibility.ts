import type { Stage } from './stage.ts';

/** Takes the call from what somebody who looked at the signals finds doubtful. Without a verdict everything passes. */
export const credibility: Stage = ({ alarm }) => {
  const { verdict } = alarm;
  if (verdict?.verdict !== 'doubtful') return null;
  return { manner: 'quiet', reason: { stage: 'credibility', by: verdict.by, why: verdict.why } };
};
