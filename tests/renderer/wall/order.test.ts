import { describe, expect, it } from 'vitest';
import { afterEdit, type OrderState } from '#renderer/wall/order.ts';

const all = ['1', '2', '3', '4'];
const asInWard: OrderState = { order: [], before: null };
const swapped = afterEdit(asInWard, { kind: 'swap', key: '1', withKey: '3', all });

describe('the order of beds', () => {
  it('two beds change places and no third one moves', () => {
    expect(swapped.order).toEqual(['3', '2', '1', '4']);
  });

  it('one step can be undone, and the undoing too', () => {
    const undone = afterEdit(swapped, { kind: 'undo' });
    expect(undone.order).toEqual([]);
    expect(afterEdit(undone, { kind: 'undo' }).order).toEqual(swapped.order);
  });

  it('goes back to that of the ward, which can be undone', () => {
    const reset = afterEdit(swapped, { kind: 'reset' });
    expect(reset.order).toEqual([]);
    expect(afterEdit(reset, { kind: 'undo' }).order).toEqual(swapped.order);
  });

  it('closes up the places of beds that are gone', () => {
    expect(afterEdit(swapped, { kind: 'closeUp', gone: new Set(['2']), all: swapped.order }).order).toEqual([
      '3',
      '1',
      '4',
    ]);
  });

  it.each([
    ['a bed with itself', { kind: 'swap', key: '1', withKey: '1', all }],
    ['a bed that is not there', { kind: 'swap', key: '1', withKey: '9', all }],
    ['nothing to close up', { kind: 'closeUp', gone: new Set<string>(), all }],
    ['nothing to undo', { kind: 'undo' }],
    ['nothing to reset', { kind: 'reset' }],
  ] as const)('%s changes nothing', (_, edit) => {
    expect(afterEdit(asInWard, edit)).toBe(asInWard);
  });
});
