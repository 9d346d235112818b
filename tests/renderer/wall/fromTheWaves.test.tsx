import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { LiveFault } from '#domain/analysis/liveWave.ts';
import type { BedRates, WaveRate } from '#domain/rates/bedRates.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { laneBadges } from '#renderer/wall/laneBadges.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

const wave = (channelId: number, kind: WaveRate['kind'], faults: readonly LiveFault[] = []): WaveRate => ({
  channelId,
  kind,
  perMin: faults.length === 0 ? 82 : null,
  faults,
});

describe('what lanes say of their waves', () => {
  const said = (
    waves: readonly WaveRate[],
    deficit: number | null = null,
    shown = waves.map((each) => each.channelId),
  ) => Object.fromEntries(laneBadges({ waves, deficit }, new Set(shown)));

  it('nothing while all are good', () => {
    expect(said([wave(1, 'ecg'), wave(3, 'pleth'), wave(4, 'respiration')])).toEqual({});
  });

  it('the worst of what is wrong with the wave itself', () => {
    expect(said([wave(1, 'ecg', ['saturated', 'noise']), wave(3, 'pleth', ['flat'])])).toEqual({
      1: 'clipped',
      3: 'flat',
    });
  });

  it('nothing of an ECG without beats that stand out: a heart in standstill has none in the best of leads', () => {
    expect(said([wave(1, 'ecg', ['unclear']), wave(2, 'ecg', ['disagrees'])])).toEqual({});
    expect(said([wave(3, 'pleth', ['unclear'])])).toEqual({ 3: 'littlePulse' });
  });

  it('nothing of breath that is uneven, but that the heart is counted for breath', () => {
    expect(said([wave(4, 'respiration', ['irregular'])])).toEqual({});
    expect(said([wave(4, 'respiration', ['cardiac'])])).toEqual({ 4: 'cardiac' });
  });

  it('a pulse deficit on the lane of the pulse, or where none is shown on the ECG', () => {
    const waves = [wave(1, 'ecg'), wave(3, 'pleth')];
    expect(said(waves, 24)).toEqual({ 3: 'deficit' });
    expect(said(waves, 24, [1])).toEqual({ 1: 'deficit' });
    expect(said(waves, 24, [])).toEqual({});
  });
});

describe('on the wall', () => {
  const lying = (number: number): Bed => {
    const bed = fakeBed('A', number);
    return { ...bed, patient: { ...(bed.patient as NonNullable<Bed['patient']>), key: `patient ${number}` } };
  };
  const channelOf = (bed: Bed, code: string) => bed.channels.find((each) => each.code === code)?.channelId ?? 0;
  const tell = (bed: Bed, over: Partial<BedRates> = {}) =>
    station.messages.next({
      type: 'waveRates',
      beds: [
        {
          bedKey: bed.bedKey,
          patientKey: bed.patient?.key ?? '',
          untilMs: station.clock.nowMs() - 1_000,
          waves: [
            wave(channelOf(bed, 'MDC_ECG_ELEC_POTL_II'), 'ecg'),
            wave(channelOf(bed, 'MDC_PULS_OXIM_PLETH'), 'pleth'),
            { ...wave(channelOf(bed, 'MDC_IMPED_TTHOR'), 'respiration'), perMin: 14 },
          ],
          heart: 82,
          pulse: 82,
          respiration: 14,
          deficit: null,
          ...over,
        },
      ],
    });
  async function ward(count: number): Promise<Bed[]> {
    const beds = Array.from({ length: count }, (_, b) => lying(b + 1));
    station.hello();
    station.gateway('A');
    services.layouts.change({ rail: false });
    station.beds('A', beds);
    await expect.poll(() => host.querySelectorAll('[role=gridcell]').length).toBe(count);
    return beds;
  }
  const lanesOf = (bed: Bed | undefined, root = `[data-bed-key="${bed?.bedKey}"]`) =>
    host.querySelector(`${root} .bed-waves-plot`)?.ariaLabel?.split('; ') ?? [];
  const open = async () => {
    await page.getByRole('gridcell').first().click();
    await expect.poll(() => host.querySelector('.large-bed')).not.toBeNull();
  };
  const rows = (name: string) =>
    [...host.querySelectorAll(`[aria-label="${name}"] tbody tr`)].map((row) =>
      [...row.children].map((cell) => cell.textContent?.trim()),
    );

  it('a lane says that its wave is noisy for as long as it is, without an element over it, and no other tile says anything', async () => {
    const [bed, other] = (await ward(2)) as [Bed, Bed];
    tell(bed);
    tell(other);
    const plain = host.querySelector(`[data-bed-key="${bed.bedKey}"]`)?.querySelectorAll('*').length;
    const noisy = [wave(channelOf(bed, 'MDC_ECG_ELEC_POTL_II'), 'ecg', ['noise'])];
    tell(bed, { waves: noisy });
    await expect.poll(() => lanesOf(bed)[0]).toMatch(/, noisy$/);
    expect(lanesOf(other).join()).not.toMatch(/noisy/);
    expect(host.querySelector(`[data-bed-key="${bed.bedKey}"]`)?.querySelectorAll('*').length).toBe(plain);
    tell(bed);
    await expect.poll(() => lanesOf(bed).join()).not.toMatch(/noisy/);
  });

  it('behind a lost link, and ten seconds after the last word of it, nothing is said of a wave', async () => {
    const [bed] = (await ward(1)) as [Bed];
    const flat = { waves: [wave(channelOf(bed, 'MDC_PULS_OXIM_PLETH'), 'pleth', ['flat'])] };
    tell(bed, flat);
    await expect.poll(() => lanesOf(bed).join()).toMatch(/flat/);
    station.gateway('A', { state: 'lost', sinceMs: station.clock.nowMs(), code: 'silent', detail: '', retryAtMs: 0 });
    await expect.poll(() => lanesOf(bed).join()).not.toMatch(/flat/);
    station.gateway('A');
    await expect.poll(() => lanesOf(bed).join()).toMatch(/flat/);
    station.wait(10_000);
    await expect.poll(() => lanesOf(bed).join()).not.toMatch(/flat/);
  });

  it('the large bed has a table of what the station counts, apart from the monitor’s values, and nothing that it is not sure of', async () => {
    const [bed] = (await ward(1)) as [Bed];
    tell(bed, {
      waves: [
        wave(channelOf(bed, 'MDC_ECG_ELEC_POTL_II'), 'ecg', ['noise', 'disagrees']),
        wave(channelOf(bed, 'MDC_PULS_OXIM_PLETH'), 'pleth'),
        { ...wave(channelOf(bed, 'MDC_IMPED_TTHOR'), 'respiration'), perMin: null },
      ],
    });
    await open();
    await expect
      .poll(() => rows('From the waves'))
      .toEqual([
        ['II heart', '---', 'noise covers the signal, other waves show other beats'],
        ['Pleth pulse', '82', 'good'],
        ['Resp breaths', '---', 'not sure yet'],
      ]);
    const section = host.querySelector('[aria-label="From the waves"]');
    expect(section?.textContent).toContain('by the station');
    expect(section?.textContent).not.toContain('deficit');
    expect(host.querySelector('.large-bed .lane-badge')?.textContent).toBe('noisy');
    station.wait(10_500);
    await expect.poll(() => section?.textContent).toContain('Nothing is known of the waves now.');
  });

  it('a pulse deficit stands on the lane of the pulse as a word, and with its number in the large bed', async () => {
    const [bed] = (await ward(1)) as [Bed];
    tell(bed, { heart: 134, deficit: 24 });
    await expect.poll(() => lanesOf(bed).find((lane) => lane.startsWith('Pleth'))).toMatch(/, pulse deficit$/);
    expect(host.querySelector('[role=gridcell]')?.textContent).not.toContain('24');
    await open();
    await expect.poll(() => host.querySelector('.rates-deficit')?.textContent).toMatch(/Pulse deficit 24 \/min of 134/);
    tell(bed, { heart: 134 });
    await expect.poll(() => host.querySelector('.rates-deficit')).toBeNull();
  });

  it('NEWS2 tells of each input where it came from, how old it is and its points, and why one is missing', async () => {
    const [bed] = (await ward(1)) as [Bed];
    station.observe(bed.numerics[0], 112);
    station.observe(bed.numerics[1], 93);
    station.observe(bed.numerics[2], 104, station.clock.nowMs() - 12 * 60_000);
    tell(bed);
    await open();
    await expect.poll(() => host.querySelector('.news2-sum')?.textContent).toMatch(/^5 partial: at least this/);
    expect(rows('NEWS2')).toEqual([
      ['Respiration', '---', 'not measured', '', '---'],
      ['SpO₂, scale 1', '93 %', expect.stringContaining('xygen saturation'), '0 s', '2'],
      ['Air or oxygen', '---', 'not measured', '', '---'],
      ['Systolic pressure', '104 mmHg', expect.stringMatching(/non-?invasive|NIBP|cuff/i), '12 min', '1'],
      ['Pulse', '112 /min', expect.stringContaining('eart rate'), '0 s', '2'],
      ['Consciousness', '---', 'not measured', '', '---'],
      ['Temperature', '---', 'not measured', '', '---'],
    ]);
  });
});
