import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type SecondOpinion, secondOpinion } from '#domain/analysis/secondOpinion.ts';
import type { Credibility } from '#domain/analysis/verdict.ts';
import { confidenceText } from '#renderer/alarms/opinion/opinionTexts.ts';
import { steady } from '#tests/domain/analysis/ecgTrace.ts';
import { DURATION_MS, flat, lead, pulse, strip } from '#tests/domain/analysis/strips.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, station } from '#tests/renderer/support/wallOnScreen.tsx';

const beats = steady(75, DURATION_MS);

/** An asystole alarm while one lead is flat and the pulse goes on. */
const lostLead: SecondOpinion = secondOpinion({
  rhythm: 'asystole',
  strip: strip(flat('ecg', 'II'), lead('V', beats, 2), pulse(beats)),
  codes: ['MDC_ECG_ELEC_POTL_II', 'MDC_ECG_ELEC_POTL_V', 'MDC_PULS_OXIM_PLETH'],
  untilMs: 1_700_000_000_000,
});

beforeEach(async () => {
  await page.viewport(1920, 1080);
  station.hello();
  station.gateway('A');
  station.beds(
    'A',
    [1, 2, 3].map((bed) => fakeBed('A', bed)),
  );
  await expect.poll(() => host.querySelectorAll('.bed-grid [role=gridcell]').length).toBe(3);
});

const row = (bed: number) => {
  const found = host.querySelector<HTMLElement>(`.rail [role=treeitem][data-bed-key="A/${bed}"]`);
  if (found === null) throw new Error(`bed ${bed} has no row`);
  return found;
};
const mark = (bed: number) => row(bed).querySelector<HTMLElement>('.opinion-mark');

/** An asystole at a bed, as the station tells it before the waves are judged. */
async function asystoleAt(bed: number): Promise<void> {
  station.alarm(`A/${bed}`, 'high', 'Asystole', { code: 'MDC_EVT_ECG_ASYSTOLE' });
  await expect.poll(() => host.querySelectorAll('.rail [role=treeitem]').length).toBeGreaterThan(0);
  await expect.poll(() => mark(bed)).not.toBeNull();
}

function judged(bed: number, opinion: SecondOpinion): void {
  const alarm = [...station.desk.alarms.alarms.values()].find(({ report }) => report.bedKey === `A/${bed}`);
  if (alarm === undefined) throw new Error(`no alarm at bed ${bed}`);
  const { id: alarmId, occurrence } = alarm;
  station.event({ type: 'opined', opinions: [{ alarmId, occurrence, opinion }] });
}

describe('what the waves say of an alarm', () => {
  it.each([
    ['credible', 'credible'],
    ['doubtful', 'doubtful'],
    ['cannotTell', 'can’t tell'],
  ] satisfies [Credibility, string][])(
    'stands beside it as a word and a shape when it is %s, and a screen reader says it',
    async (credibility, word) => {
      await asystoleAt(1);
      expect(getComputedStyle(mark(1) as Element).visibility, 'nothing is shown before').toBe('hidden');
      expect(row(1).ariaLabel).toBe('high priority, bed A-01, Asystole, nobody has this');
      judged(1, { ...lostLead, credibility });
      await expect.poll(() => mark(1)?.dataset['credibility']).toBe(credibility);
      await expect.poll(() => getComputedStyle(mark(1) as Element).visibility).toBe('visible');
      expect(mark(1)?.textContent).toBe(word);
      expect(row(1).ariaLabel).toBe(`high priority, bed A-01, Asystole, waves: ${word}, nobody has this`);
    },
  );

  it('moves nothing: the row keeps its height, its place, its priority and its flash', async () => {
    await asystoleAt(1);
    await asystoleAt(2);
    const look = () =>
      [1, 2].map((bed) => {
        const { top, height } = row(bed).getBoundingClientRect();
        const { priority, beat, answered } = row(bed).dataset;
        return { top, height, priority, beat, answered };
      });
    const before = look();
    expect(before[0]).toMatchObject({ priority: 'high', beat: 'high' });
    judged(1, lostLead);
    await expect.poll(() => mark(1)?.textContent).toBe('doubtful');
    expect(look()).toEqual(before);
    expect(station.desk.alarms.alarms.size).toBe(2);
  });

  it('gives way to what the alarm is where a flood leaves each patient one line: the word goes, the shape stays', async () => {
    station.beds(
      'A',
      Array.from({ length: 14 }, (_, bed) => fakeBed('A', bed + 1)),
    );
    const code = 'MDC_EVT_ECG_V_TACHY';
    for (let bed = 1; bed <= 14; bed++) station.alarm(`A/${bed}`, 'high', 'Ventricular tachycardia', { code });
    await expect.poll(() => mark(12)).not.toBeNull();
    for (let bed = 1; bed <= 14; bed++) judged(bed, { ...lostLead, rhythm: 'ventricularTachycardia' });
    await expect.poll(() => row(12).dataset['dense']).toBe('true');
    await expect.poll(() => mark(12)?.dataset['awaited']).toBe('false');
    const text = row(12).querySelector<HTMLElement>('.rail-text') as HTMLElement;
    expect(text.scrollWidth, 'whole').toBeLessThanOrEqual(text.clientWidth);
    const boxOf = (selector: string) => {
      const found = row(12).querySelector(selector);
      if (found === null) throw new Error(`no ${selector}`);
      return found.getBoundingClientRect();
    };
    const [box, shape] = [boxOf('.opinion-mark'), boxOf('.opinion-mark svg')];
    expect(shape.right).toBeLessThanOrEqual(box.right);
    expect(shape.bottom).toBeLessThanOrEqual(box.bottom);
    const word = boxOf('.opinion-word');
    expect(word.right <= box.right || word.top >= box.bottom - 1, 'whole, or not at all').toBe(true);
    expect(row(12).ariaLabel).toContain('waves: doubtful');
  });

  it('is told of no alarm that the waves can’t be asked about', async () => {
    station.alarm('A/3', 'medium', 'SpO2 84 < 88', { code: 'MDC_EVT_LO' });
    await expect.poll(() => row(3).textContent).toContain('SpO2 84 < 88');
    expect(mark(3)).toBeNull();
  });

  it('is told in full with the alarm: why, each source with rate and quality, and the strip with its beats', async () => {
    await asystoleAt(1);
    judged(1, lostLead);
    await expect.poll(() => mark(1)?.textContent).toBe('doubtful');
    row(1).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('region', { name: 'What the waves say' })).toBeVisible();
    const details = row(1).querySelector('.opinion');
    expect(details?.textContent).toContain(`${lostLead.reason} · ${confidenceText(lostLead)}`);
    expect([...(details?.querySelectorAll('li') ?? [])].map((line) => line.textContent)).toEqual([
      expect.stringMatching(/^II does not decide: .* · no rate · quality 0 %, the line is flat$/),
      expect.stringMatching(/^V speaks against it: longest time without a beat 1\.5 s · 75 \/min · quality 100 %$/),
      expect.stringMatching(/^PLETH speaks against it: .* · 75 \/min · quality \d+ %$/),
    ]);
    const waves = [...(details?.querySelectorAll('svg.opinion-wave') ?? [])];
    expect(waves.map((wave) => wave.ariaLabel?.replace(/^.*, (\d+) beats marked$/, '$1'))).toEqual([
      '0',
      String(lostLead.sources[1]?.beatsMs.length),
      String(lostLead.sources[2]?.beatsMs.length),
    ]);
    // Where a beat is marked above lead V, its trace is highest: 480 columns for 30 s.
    const marked = [...(waves[1]?.querySelector('.opinion-beats')?.getAttribute('d') ?? '').matchAll(/M([\d.]+)/g)];
    expect(marked).toHaveLength(lostLead.sources[1]?.beatsMs.length ?? 0);
    const beat = steady(75, DURATION_MS)[10] as number;
    expect(Math.abs(Number(marked[10]?.[1]) - (beat / DURATION_MS) * 480)).toBeLessThan(1.5);
  });
});
