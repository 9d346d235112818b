import type { Channel } from '#domain/signals/channel.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';
import { BedWaves } from '#renderer/waveforms/BedWaves.view.tsx';
import { useLaneBadges } from './laneBadges.ts';
import { type BedLink, linkTitle } from './places.ts';
import { useSecond } from './services.ts';

/**
 * Waves of a bed and of its link: while that is not live, what there was is dimmed and hatched, and it says since when
 * and why no more comes.
 */
export function LinkedWaves({
  link,
  ...waves
}: {
  link: BedLink;
  bed: Bed;
  channels: readonly Channel[];
  variant: 'tile' | 'large';
}) {
  const nowMs = useSecond(link.state !== 'live');
  const badges = useLaneBadges(waves.bed.bedKey, waves.channels);
  const problem =
    link.state === 'live' ? null : `${linkTitle(link)}\n${durationText(nowMs - link.sinceMs)} ${link.why}`.trimEnd();
  return (
    <>
      <BedWaves {...waves} problem={problem} badges={badges} />
      {link.state !== 'live' && <div className="link-veil" title={link.detail} />}
    </>
  );
}
