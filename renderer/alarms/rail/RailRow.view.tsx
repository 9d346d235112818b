import { memo, useState } from 'react';
import type { Episode } from '#domain/alarms/worklist.ts';
import { Age } from '#renderer/alarms/Age.view.tsx';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import { Answer, answerText } from '#renderer/alarms/Answer.view.tsx';
import { markedName, useAlarmServices, useValueOf, useWhose } from '#renderer/alarms/alarmServices.ts';
import { leadingText } from '#renderer/alarms/decisionWords.ts';
import { EpisodeButtons } from '#renderer/alarms/EpisodeButtons.view.tsx';
import { endedText, listedOf, reasonSummary, spokenEpisode } from '#renderer/alarms/episodeTexts.ts';
import { flashingAs, listedAlarm } from '#renderer/alarms/listed.ts';
import { MemberDetails } from '#renderer/alarms/MemberDetails.view.tsx';
import { OffSign } from '#renderer/alarms/off/OffSign.view.tsx';
import { offsOfBed } from '#renderer/alarms/off/offTexts.ts';
import { OpinionMark } from '#renderer/alarms/opinion/OpinionMark.view.tsx';
import { TrailNote } from '#renderer/alarms/TrailNote.view.tsx';
import { Waiting } from '#renderer/alarms/Waiting.view.tsx';
import { useSubject } from '#renderer/shared/useSubject.ts';

/** Names a row in the page. */
export const railRowId = (place: string) => `rail ${place}`;

/**
 * A patient on the list: how urgent, who, what in the bedside's words, since when, how ill, who has it, and what stands
 * behind it. The first line is read from afar. While the row is pointed at or has the focus, buttons stand where the answer
 * was, and the answer beside the alarm: the row keeps its height.
 */
export const RailRow = memo(function RailRow({
  episode,
  isGone,
  isNear,
  isReachable,
  isExpanded,
  isDense,
  onFocus,
  onExpand,
  onOpen,
}: {
  episode: Episode;
  /** It has ended while the order was held: it stays until the rows may move. */
  isGone: boolean;
  /** In sight or nearly. Far ones keep their place, their height and their words, but no clock runs in them. */
  isNear: boolean;
  /** Whether the Tab key leads here: true for one row of the list. */
  isReachable: boolean;
  isExpanded: boolean;
  /** One line a patient, two where its alarm's name needs them. */
  isDense: boolean;
  onFocus: (place: string) => void;
  onExpand: (place: string, isExpanded: boolean) => void;
  onOpen: (bedKey: string) => void;
}) {
  const { alarms, decisions } = useAlarmServices();
  const bed = useWhose(episode);
  const settings = useSubject(alarms.view, (view) => view.settings);
  const refusals = useValueOf(decisions.refusals).filter(({ bedKey }) => bedKey === episode.bedKey);
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const runs = !isGone && (isNear || isFocused);
  const hasTools = !isGone && (isPointed || isFocused);
  const { bedKey, place, priority } = episode;
  const news2 = alarms.news2?.of(bedKey, episode.patientKey) ?? null;
  const behind = reasonSummary(episode);
  const [off] = bed.kind === 'before' ? [] : offsOfBed(settings, bedKey);
  const flashing = episode.members
    .flatMap((member) => listedAlarm(member, settings, alarms.nameOf) ?? [])
    .map(flashingAs);
  const beat = isGone ? 'none' : flashing.includes('high') ? 'high' : flashing.includes('medium') ? 'medium' : 'none';
  return (
    <div
      id={railRowId(place)}
      className="rail-row"
      role="treeitem"
      aria-label={spokenEpisode(episode, bed.title, isGone ? 'ended' : answerText(episode, alarms.nameOf))}
      aria-expanded={isExpanded}
      aria-level={1}
      tabIndex={isReachable ? 0 : -1}
      data-bed-key={bedKey}
      data-place={place}
      data-before={bed.kind === 'before'}
      data-priority={priority}
      data-beat={beat}
      data-dense={isDense}
      data-gone={isGone}
      data-answered={!episode.isUnanswered}
      onFocus={() => {
        setFocused(true);
        onFocus(place);
      }}
      onBlur={({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget))}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter does it in the tree */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the row around it has the role and the key */}
      <div
        className="rail-face"
        onClick={() => onOpen(bedKey)}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
      >
        <div className="rail-sign">
          <AlarmSign priority={priority} />
        </div>
        <div className="rail-words">
          <div className="rail-who">
            <strong className="rail-bed">{isDense ? markedName(bed) : bed.name}</strong>
            {!isDense && <span className="rail-patient">{bed.patient}</span>}
            {isDense && <span className="rail-text">{leadingText(episode)}</span>}
            {isDense && <Besides episode={episode} />}
            {off !== undefined && (
              <span className="rail-off">
                <OffSign setting={off} />
              </span>
            )}
            {runs && (isDense || hasTools) && <Answer episode={episode} isBrief isAsked />}
            {isGone && <span className="rail-ended">ended</span>}
            {runs && !(isDense && episode.isUnanswered) && <Age sinceMs={episode.sinceMs} />}
          </div>
          {!isDense && (
            <div className="rail-what">
              <span className="rail-text">{leadingText(episode)}</span>
              <Besides episode={episode} />
              {news2 !== null && (
                <span className="rail-news2" title={news2.isPartial ? 'an input is missing or old' : undefined}>
                  NEWS2 {news2.score}
                  {news2.isPartial && ' partial'}
                </span>
              )}
            </div>
          )}
          <div className="rail-answer">
            {!isDense && runs && !hasTools && <Answer episode={episode} isAsked />}
            {hasTools && !(isDense && isExpanded) && (
              <span className="rail-tools">
                <EpisodeButtons episode={episode} bedTitle={bed.title} isBrief={isDense} />
              </span>
            )}
          </div>
          {!isDense && behind !== '' && <div className="rail-behind">{behind}</div>}
        </div>
        <button
          type="button"
          className="rail-expand"
          tabIndex={-1}
          aria-label={`${bed.title}: ${isExpanded ? 'less' : 'all alarms, reasons and decisions'}`}
          onClick={(event) => {
            event.stopPropagation();
            onExpand(place, !isExpanded);
          }}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d={isExpanded ? 'M3 10.5 8 5.5 13 10.5' : 'M3 5.5 8 10.5 13 5.5'} />
          </svg>
        </button>
      </div>
      {!isGone && <Waiting episode={episode} bedTitle={bed.title} />}
      {refusals.map(({ text }) => (
        <div key={text} className="rail-refusal" role="alert">
          {text}
        </div>
      ))}
      {isExpanded && isDense && !isGone && (
        <div className="rail-all-tools">
          <EpisodeButtons episode={episode} bedTitle={bed.title} />
        </div>
      )}
      {isExpanded && bed.kind === 'bed' && <TrailNote bedKey={bedKey} patientKey={episode.patientKey} />}
      {isExpanded && <MemberDetails members={episode.members} />}
    </div>
  );
});

/** What its leading alarm alone does not say: that this has ended, what the waves say of it, and how many more there are. */
function Besides({ episode }: { episode: Episode }) {
  const [leading] = episode.members;
  const more = listedOf(episode).length - 1;
  const ended = endedText(episode);
  return (
    <>
      {ended !== '' && <span className="rail-more">{ended}</span>}
      {leading !== undefined && <OpinionMark alarm={leading.alarm} />}
      {more > 0 && <span className="rail-more">+{more} more</span>}
    </>
  );
}
