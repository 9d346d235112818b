/** A loudspeaker in the current text colour: with waves while it sounds, crossed out where it cannot. */
export function SpeakerSign({ sounds }: { sounds: boolean }) {
  return (
    <svg className="speaker-sign" viewBox="0 0 20 16" aria-hidden="true">
      <path d="M1 5.5H4.5L9.5 1V15L4.5 10.5H1Z" fill="currentColor" />
      <path
        d={sounds ? 'M12 5Q14 8 12 11M14.6 2.8Q18.4 8 14.6 13.2' : 'M12.5 4.5 18.5 11.5M18.5 4.5 12.5 11.5'}
        fill="none"
        stroke="currentColor"
        strokeWidth={sounds ? 1.6 : 2.2}
        strokeLinecap="round"
      />
    </svg>
  );
}
