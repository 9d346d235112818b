import { describe, expect, it } from 'vitest';
import type { GatewayView } from '#domain/ward/link.ts';
import { arrange } from '#renderer/wall/arrange.ts';
import type { Place } from '#renderer/wall/places.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';

const bed = (gatewayId: string, number: number): Place => ({
  kind: 'bed',
  key: `${gatewayId}/${number}`,
  bed: fakeBed(gatewayId, number),
  gatewayId,
  gatewayName: `Ward ${gatewayId}`,
  simulated: false,
  link: { state: 'live' },
});
const silent = (gatewayId: string): Place => ({
  kind: 'gateway',
  key: `gateway ${gatewayId}`,
  gateway: { gatewayId, displayName: gatewayId, wardName: '' } as GatewayView,
  toldBeds: false,
  link: { state: 'connecting', sinceMs: 0, why: '', detail: '' },
});
const ward = [bed('A', 1), bed('A', 2), bed('A', 3)];
const asInWard = { order: [], names: {}, hidden: [] };
const keys = (places: readonly Place[]) => places.map(({ key, kind }) => (kind === 'bed' ? key : `${kind} ${key}`));

describe('the beds of a window', () => {
  it('stand as the ward has them until somebody arranges them', () => {
    expect(arrange(ward, asInWard)).toEqual(ward);
  });

  it('stand as arranged; a bed that comes new stands behind them', () => {
    const layout = { ...asInWard, order: ['A/3', 'A/1'] };
    expect(keys(arrange(ward, layout))).toEqual(['A/3', 'A/1', 'A/2']);
  });

  it('a bed that is gone leaves its place empty, under its name', () => {
    const layout = { ...asInWard, order: ['A/2', 'A/9', 'A/1', 'A/3'], names: { 'A/9': 'Bed nine' } };
    const places = arrange(ward, layout);
    expect(keys(places)).toEqual(['A/2', 'left A/9', 'A/1', 'A/3']);
    expect(places[1]).toMatchObject({ displayName: 'Bed nine' });
  });

  it('an empty place at the very end is not kept', () => {
    expect(keys(arrange(ward, { ...asInWard, order: ['A/2', 'A/1', 'A/3', 'A/9'] }))).toEqual(['A/2', 'A/1', 'A/3']);
  });

  it('keep their places while another gateway has not spoken yet', () => {
    const layout = { ...asInWard, order: ['B/1', 'A/2', 'B/2', 'A/1', 'A/3'] };
    const before = keys(arrange([...ward, silent('B')], layout));
    expect(before).toEqual(['left B/1', 'A/2', 'left B/2', 'A/1', 'A/3']);
    expect(keys(arrange([...ward, bed('B', 1), bed('B', 2)], layout))).toEqual(['B/1', 'A/2', 'B/2', 'A/1', 'A/3']);
  });

  it('left out of the window are not shown, and no other bed is', () => {
    expect(keys(arrange(ward, { ...asInWard, hidden: ['A/2'] }))).toEqual(['A/1', 'A/3']);
  });
});
