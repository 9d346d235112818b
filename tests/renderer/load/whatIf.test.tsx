import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ToldLimits } from '#domain/alarms/load/triedLimit.ts';
import type { WhatIf as Answered } from '#domain/alarms/load/whatIf.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import { numberAt, policyFields, withValue } from '#renderer/load/policyFields.ts';
import { WhatIf } from '#renderer/load/WhatIf.view.tsx';
import { NOON_MS, promptPolicy } from '#tests/domain/alarms/bedside.ts';
import { asked, host, root } from './onScreen.ts';
import { bedName, halfAnHour, replayed } from './ward.ts';

const spo2Low = {
  code: 'MDC_EVT_LO',
  measured: 'MDC_PULS_OXIM_SAT_O2',
  crossed: 'lower',
  unit: '%',
} as const;
const hrHigh = { code: 'MDC_EVT_HI', measured: 'MDC_ECG_HEART_RATE', crossed: 'upper', unit: '/min' } as const;
const told: ToldLimits = {
  limits: [
    { ...spo2Low, strictest: 90, widest: 85, alarms: 214, beds: 12 },
    { ...hrHigh, strictest: 120, widest: 120, alarms: 1, beds: 1 },
  ],
  untold: 12,
};

function show(
  answer: Answered | null,
  { actorId = 'engineer' as string | null, limits = told as ToldLimits | null } = {},
): void {
  root.render(
    <WhatIf
      policy={promptPolicy}
      answer={answer}
      told={limits}
      asking={null}
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
    const span = { fromMs: NOON_MS - 8 * 3_600_000, untilMs: NOON_MS };
    expect(asked).toEqual([
      { of: 'limits', fromMs: NOON_MS - 24 * 3_600_000, untilMs: NOON_MS },
      { of: 'limits', ...span },
      { of: 'whatIf', ...span, policy: shorter, limits: [] },
    ]);
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

describe('a limit that is tried', () => {
  const limit = (name: RegExp) => page.getByRole('spinbutton', { name });

  test('is one the alarms told, with how many of how many beds, and what cannot be tried', async () => {
    show(null);
    await expect.element(limit(/SpO₂ low 214 alarms, 12 beds/)).toHaveValue(90);
    await expect.element(limit(/HR high 1 alarm, 1 bed/)).toHaveValue(120);
    await expect.element(page.getByText('was 90 to 85')).toBeVisible();
    await expect
      .element(page.getByText('12 limit alarms tell no value and limit, and stay as they are.'))
      .toBeVisible();
  });

  test('goes with the policy, and what is as it was does not', async () => {
    show(null);
    await limit(/SpO₂ low/).fill('88');
    await replay().click();
    expect(asked.at(-1)).toMatchObject({ of: 'whatIf', policy: promptPolicy, limits: [{ ...spo2Low, limit: 88 }] });
    await page.getByRole('button', { name: 'As in force' }).click();
    await expect.element(limit(/SpO₂ low/)).toHaveValue(90);
    await replay().click();
    expect(asked.at(-1)).toMatchObject({ limits: [] });
  });

  test.each([
    [/SpO₂ low/, '92', /SpO₂ low at 92 % is stricter than 90 %.*never reported.*Give 90 % or less/],
    [/HR high/, '110', /HR high at 110 \/min is stricter than 120 \/min.*Give 120 \/min or more/],
  ])('is refused when %s is to be %s, stricter than it was, and the page says why', async (name, value, why) => {
    show(null);
    await limit(name).fill(value);
    await expect.element(page.getByRole('alert')).toHaveTextContent(why);
    await expect.element(replay()).toBeDisabled();
  });

  test('cannot be tried before the station has told, nor where no alarm tells one', async () => {
    show(null, { limits: null });
    await expect.element(page.getByText('Asking which limits the alarms of this span tell.')).toBeVisible();
    show(null, { limits: { limits: [], untold: 1 } });
    await expect
      .element(page.getByText(/No alarm of this span tells its limit. 1 limit alarm tells no value/))
      .toBeVisible();
  });

  test('shows what would not have been reported, high ones loud, what is unknown, and is never put into force', async () => {
    const tried = { ...hrHigh, limit: 130 };
    const limits = {
      limits: [{ tried, alarms: 9, gone: 3, later: 2 }],
      gone: { high: 1, medium: 2, low: 0, actionable: 1 },
      later: 2,
      unchanged: { noValues: 12, unclear: 1, whenUnknown: 0, ownIsWider: 0, stoodBefore: 0 },
    };
    show(null);
    await spo2().fill('5');
    await userEvent.fill(page.getByRole('textbox', { name: /Why it should be/ }), 'fewer calls');
    await replay().click();
    show({ ...replayed(halfAnHour(), shorter), limits });
    const made = page.getByRole('region', { name: 'What the limits made' });
    await expect.element(made).toHaveTextContent(/HR high130 \/min932/);
    await expect
      .element(made)
      .toHaveTextContent(/would not have reported 1 high, 2 medium, 0 low; 1 true. 2 would have begun later/);
    await expect.element(made).toHaveTextContent(/12 alarms tell no values: unchanged/);
    await expect.element(made).toHaveTextContent(/1 alarm does not tell how far it went: unchanged/);
    expect(host.querySelector('.what-if-made [data-loud="true"]')).not.toBeNull();
    await expect.element(force()).toBeDisabled();
    await expect.element(page.getByText(/Limits are set at the bedside: replay the policy alone/)).toBeVisible();
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
