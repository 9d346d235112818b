import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Bed } from '#domain/ward/ward.ts';
import { palettes } from '#renderer/theme/palettes.ts';
import { sizeOf, spanOf } from '#tests/renderer/support/facesOnGlass.ts';
import { fakeBed } from '#tests/renderer/support/fakeWard.ts';
import { faces, host, services, station } from '#tests/renderer/support/wallOnScreen.tsx';

/** A ward of live beds on the wall. */
async function ward(count: number, make: (number: number) => Bed = (number) => fakeBed('A', number)): Promise<Bed[]> {
  const beds = Array.from({ length: count }, (_, b) => make(b + 1));
  station.hello();
  station.gateway('A');
  // What is told here of sizes is of beds that have the window to themselves; alarmList.test.tsx looks at the list.
  services.layouts.change({ rail: false });
  station.beds('A', beds);
  await expect.poll(() => tiles().length).toBe(count);
  return beds;
}

const tiles = () => [...host.querySelectorAll<HTMLElement>('[role=gridcell]')];
const tile = (bed: Bed | undefined): HTMLElement => {
  const found = tiles().find((element) => element.dataset['bedKey'] === bed?.bedKey);
  if (found === undefined) throw new Error(`no tile of ${bed?.bedKey}`);
  return found;
};
/** What is written in a bed's tile. */
const face = (bed: Bed | undefined) => faces.on(tile(bed));
const heartRate = (bed: Bed | undefined) => face(bed).value('HR');
/** What a tile says of each of its traces. */
const lanes = (bed: Bed | undefined) => tile(bed).querySelector('.bed-waves-plot')?.ariaLabel?.split('; ') ?? [];
const places = () => tiles().map((element) => element.dataset['bedKey']);
const focused = () => (document.activeElement as HTMLElement | null)?.dataset['bedKey'];

const HIGH_LINE = { lit: palettes.dark.alarmHighLine, rest: palettes.dark.alarmHighRest, periodMs: 500 };
/** What stands under the words of a bed's alarm: the last that was filled in its header. */
const alarmInk = (bed: Bed | undefined) =>
  face(bed)
    .block('header')
    ?.parts.filter((part) => part.kind === 'fill')
    .at(1)?.colour;

describe('a value on a tile', () => {
  it('a heart rate without update turns grey after 5 seconds and becomes --- after 10', async () => {
    const [bed] = await ward(1);
    station.observe(bed?.numerics[0], 82);
    await expect.poll(() => heartRate(bed)?.text).toBe('82');
    const live = heartRate(bed)?.colour;
    expect(live).toBe('#4be37d');
    station.wait(5_000);
    await expect.poll(() => heartRate(bed)?.colour).toBe(live);
    station.wait(250);
    await expect.poll(() => heartRate(bed)?.colour).not.toBe(live);
    expect(heartRate(bed)?.text).toBe('82');
    expect(face(bed).text('HR')).toBe('HR 5 s 82');
    station.wait(5_000);
    await expect.poll(() => heartRate(bed)?.text).toBe('---');
    expect(face(bed).text()).not.toContain('82');
  });

  it('a cuff pressure shows when it was taken', async () => {
    const [bed] = await ward(1);
    const takenMs = new Date(2026, 10, 20, 2, 41).getTime();
    station.observe(bed?.numerics[2], 121, takenMs);
    station.observe(bed?.numerics[3], 74, takenMs);
    await expect.poll(() => face(bed).text('NIBP')).toBe('NIBP 02:41 121 / 74');
  });
});

describe('a link that is not live', () => {
  it('a lost link says so on the tile, since when and why, and the values age to ---', async () => {
    const [bed] = await ward(2);
    station.observe(bed?.numerics[0], 82);
    station.gateway('A', {
      state: 'lost',
      sinceMs: station.clock.nowMs(),
      code: 'unreachable',
      detail: 'a.ward:7443 does not answer',
      retryAtMs: 0,
    });
    station.wait(12_000);
    await expect.poll(() => tile(bed).textContent).toMatch(/LINK LOST\s+00:12 unreachable/);
    expect(heartRate(bed)?.text).toBe('---');
    expect(tile(bed).querySelector('.link-veil')).not.toBeNull();
  });

  it('behind a lost link even a value that may still be believed no longer looks alive', async () => {
    const [bed] = await ward(2);
    station.observe(bed?.numerics[2], 121);
    const systolic = () =>
      face(bed)
        .texts('NIBP')
        .find(({ text }) => text === '121');
    await expect.poll(() => systolic()?.text).toBe('121');
    const live = systolic()?.colour;
    station.gateway('A', {
      state: 'lost',
      sinceMs: station.clock.nowMs(),
      code: 'silent',
      detail: 'no word for 3 s',
      retryAtMs: 0,
    });
    await expect.poll(() => tile(bed).dataset['link']).toBe('lost');
    await expect.poll(() => systolic()?.colour).not.toBe(live);
  });

  it('a lost station is told on every tile and in the bar, without moving a tile', async () => {
    const beds = await ward(4);
    const before = beds.map((bed) => JSON.stringify(tile(bed).getBoundingClientRect()));
    station.status.next({ state: 'lost', sinceMs: station.clock.nowMs(), reason: 'closed by the other side' });
    await expect.element(page.getByRole('alert')).toHaveTextContent('STATION LOST');
    for (const bed of beds) expect(tile(bed).textContent).toContain('STATION LOST');
    expect(beds.map((bed) => JSON.stringify(tile(bed).getBoundingClientRect()))).toEqual(before);
  });

  it('a simulated ward says so in the bar and on every tile', async () => {
    const beds = await ward(3);
    expect(host.textContent).not.toContain('SIM');
    station.gateway('A', undefined, { simulated: true });
    await expect.element(page.getByText('SIMULATED – NOT PATIENTS')).toBeVisible();
    for (const bed of beds) await expect.poll(() => face(bed).text('status')).toContain('SIM');
  });
});

describe('a bedside alarm', () => {
  it('stands in its own words with sign, colour and frame, and counts the others', async () => {
    const [bed, calm] = await ward(2);
    if (bed === undefined) throw new Error('no bed');
    station.alarm(bed.bedKey, 'medium', 'HR 142 > 120');
    station.alarm(bed.bedKey, 'high', 'ASYSTOLE');
    await expect.poll(() => face(bed).text('header')).toBe('A-01 !!! ASYSTOLE +1 Test Ada 67 F');
    const frame = (of: Bed | undefined) => [...face(of).blocks].filter(([name]) => name.startsWith('frame'));
    expect(frame(bed).map(([, { ground }]) => ground)).toEqual(Array(4).fill(HIGH_LINE));
    expect(frame(calm).map(([, { ground }]) => ground)).toEqual(Array(4).fill(palettes.dark.ground));
    station.wait(1_000); // one that stood for less stays until somebody has seen it
    station.alarm(bed.bedKey, 'high', 'ASYSTOLE', { presence: 'off' });
    await expect.poll(() => face(bed).text('header')).toContain('A-01 !! HR 142 > 120');
  });

  it('moves nothing on the tile when it comes', async () => {
    const [bed] = await ward(16);
    const said = ['A-01', 'Test Ada', '67 F', 'HR', 'NIBP'];
    const places = () => [
      JSON.stringify(tile(bed).querySelector('.tile-waves')?.getBoundingClientRect()),
      ...said.map(
        (each) =>
          face(bed)
            .texts()
            .find(({ text }) => text === each)?.left,
      ),
    ];
    await expect.poll(places).not.toContain(undefined);
    const before = places();
    station.alarm(bed?.bedKey ?? '', 'high', 'ASYSTOLE');
    await expect.poll(() => face(bed).text('header')).toContain('ASYSTOLE');
    expect(places()).toEqual(before);
  });

  it('as urgent as another takes turns with it; one that comes is told at once', async () => {
    const [bed] = await ward(2);
    const told = () =>
      face(bed)
        .text('header')
        .replace(/ Test .*/, '');
    station.alarm(bed?.bedKey ?? '', 'high', 'VENT FIB');
    station.alarm(bed?.bedKey ?? '', 'medium', 'SpO2 84 < 88');
    await expect.poll(told).toBe('A-01 !!! VENT FIB +1');
    station.wait(5_000);
    station.alarm(bed?.bedKey ?? '', 'high', 'APNEA');
    await expect.poll(told).toBe('A-01 !!! APNEA +2');
    station.wait(3_000);
    await expect.poll(told).toBe('A-01 !!! VENT FIB +2');
    station.wait(3_000);
    await expect.poll(told).toBe('A-01 !!! APNEA +2');
  });

  it.each([
    ['near', 16],
    ['far', 16],
    ['far', 32],
  ])('is told whole in %s view of %i beds', async (density, count) => {
    await page.viewport(1920, 1080);
    const [bed] = await ward(count);
    if (density === 'far') await userEvent.keyboard('f');
    station.alarm(bed?.bedKey ?? '', 'high', 'Ventricular tachycardia');
    await expect.poll(() => face(bed).text('header')).toContain('!!! Ventricular tachycardia');
    expect(tile(bed).dataset['density']).toBe(density);
  });

  it('flashes in the colour of its priority, between flashes its text stays legible; low does not flash', async () => {
    const beds = await ward(3);
    for (const [b, priority] of (['high', 'medium', 'low'] as const).entries()) {
      station.alarm(beds[b]?.bedKey ?? '', priority, `a ${priority} alarm`);
    }
    const grounds = (b: number) => [face(beds[b]).block('frame top')?.ground, alarmInk(beds[b])];
    await expect.poll(() => face(beds[2]).text('header')).toContain('low');
    const { dark } = palettes;
    expect(grounds(0)).toEqual([HIGH_LINE, { lit: dark.alarmHigh, rest: dark.alarmHighRest, periodMs: 500 }]);
    const yellow = { lit: dark.alarmMedium, rest: dark.alarmMediumRest, periodMs: 1_600 };
    expect(grounds(1)).toEqual([yellow, yellow]);
    expect(grounds(2)).toEqual([dark.alarmLow, dark.alarmLow]);
  });

  it('of a bed that a large bed hides is told in the bar', async () => {
    const [bed, hidden] = await ward(2);
    tile(bed).click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    station.alarm(hidden?.bedKey ?? '', 'high', 'V-TACH');
    const told = page.getByRole('button', { name: /not on this screen: bed A-02, V-TACH/ });
    await expect.element(told).toBeVisible();
    await told.click();
    await expect.element(page.getByRole('dialog', { name: 'Bed A-02, large' })).toBeVisible();
  });
});

describe('the delay to glass in the bar', () => {
  it('is that of the worst live bed: a bed behind a lost link has none', async () => {
    const [far] = await ward(1);
    const near = fakeBed('B', 2);
    station.gateway('B');
    station.beds('B', [near]);
    const nowMs = station.clock.nowMs();
    const delays = new Map([
      [far?.bedKey ?? '', { p50Ms: 290, p99Ms: 310 }],
      [near.bedKey, { p50Ms: 180, p99Ms: 200 }],
    ]);
    const bar = () => {
      services.waves.delays.next(delays); // as the engine does, once a second
      return host.querySelector('.status-bar')?.textContent;
    };
    await expect.poll(bar, { timeout: 4_000 }).toContain('delay 290 ms');
    station.gateway('A', { state: 'lost', sinceMs: nowMs, code: 'silent', detail: '', retryAtMs: nowMs });
    await expect.poll(bar, { timeout: 4_000 }).toContain('delay 180 ms');
  });
});

describe('the wall for a keyboard and a screen reader', () => {
  it('a tile says bed, patient, values, alarm and link', async () => {
    const [bed] = await ward(1);
    station.observe(bed?.numerics[0], 82);
    station.observe(bed?.numerics[1], 97);
    station.alarm(bed?.bedKey ?? '', 'high', 'ASYSTOLE');
    const name =
      'Bed A-01, Test Ada, high priority alarm ASYSTOLE, Heart rate 82, Oxygen saturation 97 %, ' +
      'Cuff pressure no value (not received yet) over no value (not received yet), link live';
    await expect.element(page.getByRole('gridcell', { name, exact: true })).toBeVisible();
  });

  it('arrow keys, Home and End move between tiles; only one tile is in the Tab order', async () => {
    await ward(9);
    const inTabOrder = () => tiles().filter((element) => element.tabIndex === 0).length;
    expect(inTabOrder()).toBe(1);
    tiles()[0]?.focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(focused).toBe('A/2');
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe('A/5');
    await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    await expect.poll(focused).toBe('A/1');
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(focused).toBe('A/1');
    await userEvent.keyboard('{End}');
    await expect.poll(focused).toBe('A/9');
    await userEvent.keyboard('{Home}');
    await expect.poll(focused).toBe('A/1');
    expect(inTabOrder()).toBe(1);
  });

  it('Enter opens the bed large, left and right step through the beds, Escape gives the focus back', async () => {
    await ward(4);
    tiles()[1]?.focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-02, large' })).toBeVisible();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-03, large' })).toBeVisible();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    await expect.element(page.getByRole('dialog', { name: 'Bed A-01, large' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('[role=dialog]')).toBeNull();
    await expect.poll(focused).toBe('A/1');
  });

  const press = (key: string) => () => userEvent.keyboard(key);
  const click = (name: string | RegExp) => () => page.getByRole('button', { name }).click();
  it.each([
    ['the menu View, by key', [press('v'), press('v')]],
    ['the menu View, by Escape', [press('v'), press('{Escape}')]],
    ['the menu View, by mouse', [click(/^View/), click(/^View/)]],
    ['the keys, by key', [press('?'), press('{Escape}')]],
    ['the keys, opened from the menu and closed by mouse', [press('v'), click(/^Keys/), click(/^Close/)]],
    ['About, by mouse', [click('About'), click(/^Close/)]],
    ['the size of the display', [press('v'), click(/^(uncalibrated|true mm)/), press('{Escape}'), press('{Escape}')]],
  ])('Z freezes the bed that had the focus, again after closing %s', async (_, steps) => {
    const [, bed] = await ward(4);
    tile(bed).focus();
    for (const step of steps) {
      await step();
      // What a dialog does when it is closed, the browser tells a moment later.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await expect.poll(() => host.querySelector('dialog, .view-menu')).toBeNull();
    await userEvent.keyboard('z');
    await expect.poll(() => services.settings.state.value.frozen.bedKeys).toEqual([bed?.bedKey]);
  });

  it('a click on another bed closes the menu, and the focus goes there', async () => {
    const [bed, , third] = await ward(4);
    tile(bed).focus();
    await userEvent.keyboard('v');
    await expect.poll(() => host.querySelector('.view-menu')).not.toBeNull();
    await userEvent.click(tile(third), { position: { x: 20, y: 60 } });
    await expect.element(page.getByRole('dialog', { name: 'Bed A-03, large' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(focused).toBe(third?.bedKey);
  });

  it('the focus is seen', async () => {
    const [bed] = await ward(4);
    const controls = host.querySelectorAll('.status-bar button').length;
    await userEvent.keyboard('{Tab}'.repeat(controls + 1));
    await expect.poll(focused).toBe(bed?.bedKey);
    const ring = getComputedStyle(tile(bed), '::after');
    expect([ring.borderTopWidth, ring.borderTopColor]).toEqual(['3px', 'rgb(255, 255, 255)']);
  });

  it('every control has a name', async () => {
    await ward(4);
    tiles()[0]?.click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    for (const button of host.querySelectorAll('button')) {
      expect(button.ariaLabel ?? button.textContent, button.outerHTML).toMatch(/\w{3}/);
    }
  });

  it('About tells the version, what Vigil is not, and what was dropped, by name', async () => {
    await ward(1);
    station.gateway('A', undefined, { counts: { duplicateFrames: 12 } });
    await page.getByRole('button', { name: 'About' }).click();
    const about = page.getByRole('dialog', { name: 'Vigil 0.1.0' });
    await expect.element(about).toHaveTextContent('not a medical device');
    await expect.element(about).toHaveTextContent('duplicateFrames 12');
    await expect.element(about).toHaveTextContent('left out no sample and no mark');
    await expect.element(about).toHaveTextContent('No history is kept: nobody keeps a key');
    station.messages.next({
      type: 'session',
      droppedSamples: 250,
      droppedSpells: 1,
      droppedMarks: 7,
      shedSamples: 900,
      pastSamples: 0,
    });
    await expect.element(about).toHaveTextContent('250 samples and 7 marks of beats and pacer pulses never came');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('dialog')).toBeNull();
  });

  it('a gateway that the configuration left out is told in the bar, and in full in About', async () => {
    await ward(1);
    await expect.element(page.getByRole('button', { name: /notice/ })).not.toBeInTheDocument();
    station.hello(['vigil.config.json:4:6: gateways[1].address: must be "host:port". This gateway is left out.']);
    await page.getByRole('button', { name: '1 notice from the station' }).click();
    await expect.element(page.getByRole('dialog', { name: 'Vigil' })).toHaveTextContent('must be "host:port"');
    await userEvent.keyboard('{Escape}');
  });
});

describe('the wall behind a large bed', () => {
  it('rests, and lives again at once when the bed is closed', async () => {
    const [bed] = await ward(4);
    await expect.poll(() => face(bed).text('header')).toContain('A-01');
    tile(bed).click();
    await expect.poll(() => faces.visible, { timeout: 300 }).toEqual([false]);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => faces.visible.at(-1), { timeout: 300 }).toBe(true);
  });
});

describe('the wall at a distance and full', () => {
  it('F makes the heart rate of 16 beds half as big again or more and leaves one trace; F again takes it back', async () => {
    const [bed] = await ward(16);
    await expect.poll(() => heartRate(bed)).toBeDefined();
    const px = () => sizeOf(heartRate(bed) as NonNullable<ReturnType<typeof heartRate>>);
    const near = px();
    await userEvent.keyboard('f');
    await expect.poll(px).toBeGreaterThan(near * 1.5);
    expect(lanes(bed)).toHaveLength(1);
    await userEvent.keyboard('f');
    await expect.poll(px).toBe(near);
  });

  it('far view shows a pressure where a bed has no respiration rate', async () => {
    const [bed] = await ward(16);
    await userEvent.keyboard('f');
    await expect.poll(() => tile(bed).dataset['density']).toBe('far');
    const pressure = () => face(bed).value('NIBP');
    await expect.poll(pressure).toBeDefined();
    expect(sizeOf(pressure() as NonNullable<ReturnType<typeof pressure>>)).toBeGreaterThan(20);
  });

  it('waves of a bed without any number have the whole width', async () => {
    const [bed, other] = await ward(4, (number) => fakeBed('A', number, number === 1 ? { numerics: [] } : {}));
    const width = (of: Bed | undefined) => tile(of).querySelector('.tile-waves')?.clientWidth ?? 0;
    const framePx = Number.parseFloat(getComputedStyle(tile(bed)).getPropertyValue('--frame'));
    expect(width(bed)).toBe(tile(bed).clientWidth - 2 * framePx);
    expect(width(other)).toBeLessThan(tile(other).clientWidth * 0.75);
  });

  it.each([1, 7, 16, 33, 64])('%i beds fill the window without scrolling, and no number is cut off', async (count) => {
    const beds = await ward(count);
    for (const bed of beds) {
      station.observe(bed.numerics[0], 188);
      station.observe(bed.numerics[1], 100);
    }
    await expect.poll(() => heartRate(beds.at(-1))?.text).toBe('188');
    expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(768);
    for (const density of ['near', 'far']) {
      for (const element of tiles()) {
        expect(element.dataset['density']).toBe(density);
        const box = element.getBoundingClientRect();
        expect(box.bottom).toBeLessThanOrEqual(768);
        expect(box.right).toBeLessThanOrEqual(1366);
        await expect.poll(() => faces.on(element).value('HR')?.text).toBe('188');
        for (const [name, { box: line }] of faces.on(element).blocks) {
          for (const part of faces.on(element).texts(name)) {
            const [left, right] = spanOf(part);
            expect(left, `${count} beds, ${density}: ${part.text}`).toBeGreaterThanOrEqual(line.left);
            expect(right, `${count} beds, ${density}: ${part.text}`).toBeLessThanOrEqual(line.left + line.width + 0.5);
          }
        }
      }
      await userEvent.keyboard('f');
      await expect.poll(() => tiles()[0]?.dataset['density']).not.toBe(density);
    }
  });

  it('more than 64 beds turn pages, and an alarm on another page is told', async () => {
    const beds = Array.from({ length: 70 }, (_, b) => fakeBed('A', b + 1));
    station.hello();
    station.gateway('A');
    services.layouts.change({ rail: false });
    station.beds('A', beds);
    await expect.poll(() => tiles().length).toBe(64);
    station.alarm('A/66', 'high', 'VENT FIB');
    await expect.element(page.getByRole('button', { name: /bed A-66, VENT FIB/ })).toBeVisible();
    await userEvent.keyboard('{PageDown}');
    await expect.poll(() => tiles().length).toBe(6);
    await expect.poll(() => host.querySelector('.bar-alarm')).toBeNull();
    await userEvent.keyboard('{PageUp}');
    await expect.poll(() => tiles().length).toBe(64);
  });
});

describe('the layout of the wall', () => {
  const choose = async (title: string, value: string) => {
    if (host.querySelector('.view-menu') === null) await userEvent.keyboard('v');
    const group = [...host.querySelectorAll('fieldset')].find(
      (each) => each.querySelector('legend')?.textContent === title,
    );
    const label = [...(group?.querySelectorAll('label') ?? [])].find((each) => each.textContent === value);
    if (label === undefined) throw new Error(`the menu View offers no ${title} ${value}`);
    label.click();
  };
  const box = (bed: Bed | undefined) => JSON.stringify(tile(bed).getBoundingClientRect());

  it('256 beds stand on one page when somebody wants it: name, heart rate, saturation and alarm in one line', async () => {
    await page.viewport(1920, 1080);
    const beds = Array.from({ length: 256 }, (_, b) => fakeBed('A', b + 1));
    station.hello();
    station.gateway('A', undefined, { simulated: true });
    services.layouts.change({ rail: false });
    station.beds('A', beds);
    await choose('Beds a page', '256');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => tiles().length).toBe(256);
    const bed = beds[199];
    station.observe(bed?.numerics[0], 188);
    station.observe(bed?.numerics[1], 100);
    station.alarm(bed?.bedKey ?? '', 'high', 'ASYSTOLE');
    await expect.poll(() => face(bed).text('header')).toBe('!!! A-200 SIM 188 100 %');
    expect(lanes(bed)).toHaveLength(3);
    const spans = face(bed).texts('header').map(spanOf);
    for (const [n, [left, right]] of spans.entries()) {
      expect(left).toBeGreaterThanOrEqual(spans[n - 1]?.[1] ?? 0);
      expect(right).toBeLessThanOrEqual(tile(bed).clientWidth);
    }
    expect(face(bed).block('header')?.ground).toEqual(HIGH_LINE);
    for (const each of tiles()) {
      const { left, top, width, height } = each.getBoundingClientRect();
      expect([left, top, width, height].every(Number.isInteger), each.id).toBe(true);
    }
  });

  it('as many traces are shown as somebody chose', async () => {
    const [bed] = await ward(4);
    expect(lanes(bed)).toHaveLength(3);
    await choose('Waves a bed', '2');
    await expect.poll(() => lanes(bed).length).toBe(2);
  });

  it('two beds that change places take names, numbers and waves along in one picture', async () => {
    const beds = await ward(4);
    await expect.poll(() => face(beds[0]).text('header')).toContain('A-01');
    const inOrder = () => beds.map((bed) => face(bed).text('header').split(' ')[0] ?? '');
    tile(beds[0]).focus();
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    await expect.poll(() => places().slice(0, 2)).toEqual(['A/2', 'A/1']);
    await expect.poll(inOrder).toEqual(['A-01', 'A-02', 'A-03', 'A-04']);
  });

  it('Alt with an arrow takes a bed along, no third bed moves, and Ctrl Z takes it back', async () => {
    const beds = await ward(9);
    const third = box(beds[4]);
    tile(beds[0]).focus();
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    await expect.poll(() => places().slice(0, 3)).toEqual(['A/2', 'A/1', 'A/3']);
    await expect.poll(focused).toBe('A/1');
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await expect.poll(() => places().indexOf('A/1')).toBe(4);
    expect(box(beds[5])).not.toBe(third);
    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(() => places().indexOf('A/1')).toBe(1);
    expect(box(beds[4])).toBe(third);
  });

  it('a bed that is dragged onto another changes places with it, and is not opened', async () => {
    const beds = await ward(4);
    const [from, to] = [beds[0], beds[3]].map((bed) => tile(bed).getBoundingClientRect()) as [DOMRect, DOMRect];
    const at = (type: string, { left, top }: DOMRect, buttons: number) => {
      const clientX = left + 50;
      const clientY = top + 50;
      const event = { bubbles: true, clientX, clientY, button: 0, buttons };
      document.elementFromPoint(clientX, clientY)?.dispatchEvent(new PointerEvent(type, event));
    };
    at('pointerdown', from, 1);
    at('pointermove', to, 1);
    await expect.poll(() => host.querySelector('.drag-target')?.textContent).toBe('A-01 ⇄ A-04');
    at('pointerup', to, 0);
    at('click', to, 0);
    await expect.poll(places).toEqual(['A/4', 'A/2', 'A/3', 'A/1']);
    expect(host.querySelector('[role=dialog]')).toBeNull();
    expect(host.querySelector('.drag-mark')).toBeNull();
  });

  it('a bed that goes leaves its place empty, and one that comes moves no other', async () => {
    const beds = await ward(9);
    tile(beds[0]).focus();
    await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
    await expect.poll(() => places()[0]).toBe('A/2');
    const before = box(beds[5]);
    station.beds('A', beds.toSpliced(2, 1));
    await expect.poll(() => tile(beds[2]).textContent).toContain('Not served');
    expect(box(beds[5])).toBe(before);
  });

  it('beds that are left to another window are not shown; their alarm is told until a window shows them', async () => {
    const beds = await ward(4);
    services.layouts.change({ hidden: ['A/3', 'A/4'] });
    await expect.poll(places).toEqual(['A/1', 'A/2']);
    expect(host.querySelector('.status-bar')?.textContent).toContain('2 of 4 beds');
    station.alarm(beds[3]?.bedKey ?? '', 'high', 'ASYSTOLE');
    const told = () => host.querySelector('.bar-alarm')?.textContent ?? '';
    await expect.poll(told).toContain('not on any screen of this window: A-04');
    services.windows.elsewhere.next(new Set(['A/4']));
    await expect.poll(told).toBe('');
  });

  it('the spotlight shows the most urgent bed large without moving another', async () => {
    const beds = await ward(4);
    await choose('Spotlight', 'on');
    await userEvent.keyboard('{Escape}');
    const spotlight = () => host.querySelector<HTMLElement>('.spotlight');
    const spotlit = () => {
      const shown = spotlight()?.querySelector('.tile');
      return shown ? faces.on(shown).text('header').split(' ')[0] : undefined;
    };
    await expect.poll(() => spotlight()?.textContent).toContain('no alarm');
    const before = beds.map(box);
    station.alarm(beds[2]?.bedKey ?? '', 'medium', 'HR 142 > 120');
    await expect.poll(() => spotlit()).toBe('A-03');
    station.alarm(beds[1]?.bedKey ?? '', 'high', 'ASYSTOLE');
    await expect.poll(() => spotlit()).toBe('A-02');
    expect(spotlight()?.querySelector('.alarm-list')?.textContent).toContain('ASYSTOLE');
    expect(beds.map(box)).toEqual(before);
    await page.getByRole('button', { name: 'Pin' }).click();
    station.wait(1_000);
    station.alarm(beds[1]?.bedKey ?? '', 'high', 'ASYSTOLE', { presence: 'off' });
    station.wait(20_000);
    expect(spotlit()).toBe('A-02');
    await page.getByRole('button', { name: 'Release' }).click();
    station.wait(1_000);
    await expect.poll(() => spotlit()).toBe('A-03');
  });

  it('the carousel turns the pages, but not while an alarm is on the page', async () => {
    const beds = await ward(9);
    services.layouts.change({ bedsAPage: 4, carouselS: 20 });
    await expect.poll(() => tiles().length).toBe(4);
    station.wait(50_250);
    await expect.poll(() => places()[0]).not.toBe('A/1');
    const [shown] = places();
    station.alarm(shown ?? '', 'high', 'ASYSTOLE');
    await expect.poll(() => faces.on(tiles()[0] as HTMLElement).text('header')).toContain('ASYSTOLE');
    station.wait(120_000);
    expect(places()[0]).toBe(shown);
    expect(beds).toHaveLength(9);
  });

  it('says in the bar what is not as usual, above all what is frozen', async () => {
    await ward(1);
    const bar = () => host.querySelector('.status-bar')?.textContent;
    expect(bar()).not.toContain('mm/s');
    await userEvent.keyboard('[[m');
    await expect.poll(bar).toContain('12.5 mm/s');
    expect(bar()).toContain('scroll');
    await userEvent.keyboard('{Shift>}Z{/Shift}');
    await expect.poll(bar).toContain('FROZEN');
  });

  it('all keys stand in a table that ? opens', async () => {
    await ward(1);
    await userEvent.keyboard('?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await expect.element(keys).toHaveTextContent('freeze all beds');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.querySelector('dialog')).toBeNull();
  });
});

describe('a wall without beds says what to do', () => {
  it('while no station answers', async () => {
    await expect.element(page.getByRole('heading', { name: 'Connecting to the station' })).toBeVisible();
  });

  it('without gateways', async () => {
    station.hello();
    await expect.element(page.getByText('vigil.config.json')).toBeVisible();
  });

  it('while a gateway is being connected, and when it serves no beds', async () => {
    station.hello();
    station.gateway('A', { state: 'connecting', sinceMs: station.clock.nowMs(), attempt: 2 });
    await expect.element(page.getByText(/appear here once it answers/)).toBeVisible();
    station.gateway('A');
    station.beds('A', []);
    await expect.element(page.getByText(/serves no beds/)).toBeVisible();
  });

  it('a bed without a patient is a calm tile', async () => {
    const [bed] = await ward(2, (number) =>
      fakeBed('A', number, number === 1 ? { patient: null, channels: [], numerics: [] } : {}),
    );
    await expect.poll(() => face(bed).text('calm')).toBe('no patient');
    expect(face(bed).block('HR')).toBeUndefined();
  });
});
