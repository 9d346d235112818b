import { describe, expect, it } from 'vitest';
import { MOST_AT_A_BED, MOST_STANDING, Standing } from '#main/gateway/standing.ts';
import { report } from '#tests/domain/alarms/bedside.ts';
import { wireAlarm } from '#tests/fuzz/wireWard.ts';

const told = (n: number, beds: number, presence: 'on' | 'off' = 'on') => ({
  report: report({ alarmKey: `g/a${n}`, bedKey: `g/${n % beds}`, presence }),
  sourceCode: null,
});

describe('the alarms that stand at a gateway', () => {
  it('may be as many as it likes, one after the other', () => {
    const standing = new Standing('g');
    for (let n = 0; n < 3 * MOST_STANDING; n++) standing.told([told(n, 1), told(n, 1), told(n, 1, 'off')]);
  });

  it('may not be more than a station can keep, or compare with each other at a bed', () => {
    const many = new Standing('g');
    for (let n = 0; n < MOST_STANDING; n++) many.told([told(n, 256)]);
    expect(() => many.told([told(MOST_STANDING, 256)])).toThrow(/g: says that more than 4096 alarms stand at once\./);
    const one = new Standing('g');
    for (let n = 0; n < MOST_AT_A_BED; n++) one.told([told(n, 1)]);
    one.told([told(0, 1), told(7, 1)]);
    expect(() => one.told([told(MOST_AT_A_BED, 1)])).toThrow(/more than 256 alarms stand at once at one bed/);
    one.opened([told(1, 1)]);
    one.told([told(2, 1)]);
  });

  it('are counted in an opening before any of it is taken in', () => {
    const standing = new Standing('g');
    const alarms = (count: number, beds: number) =>
      Array.from({ length: count }, (_, n) => wireAlarm(1 + (n % beds), `a${n}`));
    expect(() => standing.opens(alarms(MOST_AT_A_BED, 1))).not.toThrow();
    expect(() => standing.opens(alarms(MOST_AT_A_BED + 1, 1))).toThrow(/at one bed/);
    expect(() => standing.opens(alarms(MOST_STANDING + 1, 256))).toThrow(/more than 4096/);
  });
});
