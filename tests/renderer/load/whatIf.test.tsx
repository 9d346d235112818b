import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { WhatIf as Answered } from '#domain/alarms/load/whatIf.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import { numberAt, policyFields, withValue } from '#renderer/load/policyFields.ts';
import { WhatIf } from '#renderer/load/WhatIf.view.tsx';
import { NOON_MS, promptPolicy } from '#tests/domain/alarms/bedside.ts';
import { asked, host, root } from './onScreen.ts';
import { bedName, halfAnHour, replayed } from './ward.ts';

function show(answer: Answered | null, { isAsking = false, actorId = 'engineer' as string | null } = {}): void {
  root.render(
    <WhatIf
      policy={promptPolicy}
      answer={answer}
      isAsking={isAsking}
      problems={[]}
      nowMs={NOON_MS}
      actorId={actorId}
      bedName={bedName}
      onAsk={(question) => asked.push(question)}
    />,
  );
}

const spo2 = () => page.getByRole('spinbutton', { name: /Delay of SpO₂/ });
const replay = () => page.getByRole('button', { name: 'Replay' });
const force = () => page.getByRole('button', { name: 'Put into force' });
const shorter = withValue(promptPolicy, policyFields(promptPolicy)[0]!, 5);
const rows = () => [...host.querySelectorAll('.what-if-table tr')].map(({ textContent }) => textContent ?? '');

describe('a policy that is tried', () => {
  test('is the one in force with what was changed, replayed over the chosen span', async () => {
    show(null);
    await spo2().fill('5');
    expect(host.querySelector('[data-changed="true"]')?.textContent).toContain('was 19');
    await page.getByRole('radio', { name: 'last 8 h' }).click();
    await replay().click();
    expect(asked).toEqual([{ of: 'whatIf', fromMs: NOON_MS - 8 * 3_600_000, untilMs: NOON_MS, policy: shorter }]);
  });

  test('that contradicts itself cannot be replayed, and the page says what to do', async () => {
    show(null);
    await spo2().fill('45');
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(/delayMs is 45000. Give a whole number from 0 to 30000/);
    await expect.element(replay()).toBeDisabled();
    await page.getByRole('button', { name: 'As in force' }).click();
    await expect.element(replay()).toBeEnabled();
  });

  test('shows both sides, and beside the reduction what is lost', async () => {
    show(replayed(halfAnHour(), withValue(promptPolicy, policyFields(promptPolicy)[0]!, 30)));
    await expect.poll(rows).toContain('Presented33');
    const far = withValue(
      promptPolicy,
      { path: ['codes', 'MDC_PULS_OXIM_SAT_O2', 'delayMs'], label: '', unit: 's' },
      45,
    );
    show(replayed(halfAnHour(), far));
    await expect.poll(rows).toContain('Presented32');
    expect(rows()).toContain('Lost: called then, never called now-0 high, 1 medium, 0 low');
    expect(host.querySelector('[data-loud="true"]')).not.toBeNull();
    await expect
      .element(page.getByRole('region', { name: 'Lost calls' }))
      .toHaveTextContent(/Bed 2SpO2 88 < 90 mediumstood for 00:40/);
  });
});

describe('a policy is put into force', () => {
  test('only when it was replayed as it stands, with a reason, by somebody', async () => {
    show(null);
    await spo2().fill('5');
    await userEvent.fill(page.getByRole('textbox', { name: /Why it should be/ }), 'too many late calls');
    await expect.element(force()).toBeDisabled();
    await replay().click();
    show(replayed(halfAnHour(), shorter));
    await expect.element(force()).toBeEnabled();
    await spo2().fill('6');
    await expect.element(force()).toBeDisabled();
    await spo2().fill('5');
    await replay().click();
    await force().click();
    expect(asked.at(-1)).toEqual({ of: 'policy', policy: shorter, actorId: 'engineer', why: 'too many late calls' });
  });

  test('by nobody who has not said who they are', async () => {
    show(replayed(halfAnHour(), shorter), { actorId: null });
    await expect.element(page.getByText('Nobody has said who they are.')).toBeVisible();
    await expect.element(force()).toBeDisabled();
  });
});

describe('the numbers that can be tried', () => {
  test('are all in the policy, and a change of one is still a policy', () => {
    for (const field of policyFields(defaultPolicy)) {
      const value = numberAt(defaultPolicy, field);
      expect(Number.isFinite(value)).toBe(true);
      expect(withValue(defaultPolicy, field, value)).toEqual(defaultPolicy);
      expect(numberAt(withValue(defaultPolicy, field, value + 1), field)).toBe(value + 1);
    }
    expect(readPolicy(withValue(defaultPolicy, policyFields(defaultPolicy)[0]!, 7)).ok).toBe(true);
  });

  test('say of what is no number that it is none', () => {
    const read = readPolicy(withValue(defaultPolicy, policyFields(defaultPolicy)[0]!, Number.NaN));
    expect(read.ok ? [] : read.problems).toHaveLength(1);
  });
});
