import { describe, expect, it } from 'vitest';
import type { Channel } from '#domain/signals/channel.ts';
import { chooseLanes } from '#renderer/wall/chooseLanes.ts';

const channel = (code: string | null): Channel => ({
  channelId: 1,
  code: code === null ? null : `MDC_${code}`,
  label: code ?? 'mystery',
  unit: '',
  rateHz: 125,
  scalePerLsb: 1,
  offset: 0,
  rawMinimum: 0,
  rawMaximum: 1,
  originMs: 0,
});
const bed = ['ECG_ELEC_POTL_V', 'ECG_ELEC_POTL_II', 'PRESS_BLD_ART', 'IMPED_TTHOR', 'PULS_OXIM_PLETH', null].map(
  channel,
);
const chosen = (channels: readonly Channel[], count: number) =>
  chooseLanes(channels, count).map(({ label }) => label.replace('ECG_ELEC_POTL_', ''));

describe('the traces of a small tile', () => {
  it.each([
    [1, ['II']],
    [2, ['II', 'IMPED_TTHOR']],
    [3, ['II', 'PULS_OXIM_PLETH', 'IMPED_TTHOR']],
    [4, ['II', 'PULS_OXIM_PLETH', 'PRESS_BLD_ART', 'IMPED_TTHOR']],
    [9, ['II', 'V', 'PULS_OXIM_PLETH', 'PRESS_BLD_ART', 'IMPED_TTHOR', 'mystery']],
  ])('with room for %i are, from the top, %j', (count, expected) => {
    expect(chosen(bed, count)).toEqual(expected);
  });

  it('begin with any ECG lead where there is no lead II', () => {
    expect(chosen([channel('IMPED_TTHOR'), channel('ECG_ELEC_POTL_V5')], 1)).toEqual(['V5']);
  });

  it('take MLII for lead II', () => {
    expect(chosen([channel('ECG_ELEC_POTL_V1'), channel('ECG_ELEC_POTL_MLII')], 1)).toEqual(['MLII']);
  });

  it('are what there is, where there is no ECG', () => {
    expect(chosen([channel(null)], 3)).toEqual(['mystery']);
  });
});
