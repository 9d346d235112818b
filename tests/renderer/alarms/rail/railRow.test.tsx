import { createRoot } from 'react-dom/client';
import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { worklist } from '#domain/alarms/worklist.ts';
import { AlarmContext } from '#renderer/alarms/alarmServices.ts';
import { AlarmStore } from '#renderer/alarms/alarms.store.ts';
import type { ShownNews2 } from '#renderer/alarms/news2.ts';
import { RailRow } from '#renderer/alarms/rail/RailRow.view.tsx';
import { listed, member } from '#tests/renderer/support/listedAlarms.ts';
import { host, services } from '#tests/renderer/support/wallOnScreen.tsx';

/** The row of a patient with this score, on a page of its own. */
async function rowWith(score: ShownNews2 | null): Promise<string> {
  const alarms = new AlarmStore({ messages: NEVER, news2: { of: () => score, changes: NEVER } });
  const [episode] = worklist([listed(member('A/1', 'medium', 'SpO2 84 < 88')).member]).episodes;
  if (episode === undefined) throw new Error('no row');
  const page = document.createElement('div');
  host.append(page);
  const root = createRoot(page);
  const nothing = () => {};
  root.render(
    <AlarmContext value={{ ...services, alarms }}>
      <RailRow
        episode={episode}
        isGone={false}
        isNear={true}
        isReachable={false}
        isExpanded={false}
        isDense={false}
        onFocus={nothing}
        onExpand={nothing}
        onOpen={nothing}
      />
    </AlarmContext>,
  );
  await expect.poll(() => page.textContent).toContain('SpO2 84 < 88');
  const text = page.querySelector('.rail-news2')?.textContent ?? '';
  root.unmount();
  alarms.dispose();
  return text;
}

describe("a patient's NEWS2 on the list", () => {
  it('stands beside the alarm; one that lacks an input says so; one that is not known is not guessed', async () => {
    expect(await rowWith({ score: 7, isPartial: false })).toBe('NEWS2 7');
    expect(await rowWith({ score: 5, isPartial: true })).toBe('NEWS2 5 partial');
    expect(await rowWith(null)).toBe('');
  });
});
