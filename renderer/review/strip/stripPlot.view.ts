import uPlot from 'uplot';
import type { ShownPriority } from '#domain/alarms/priority.ts';
import { prioritySigns } from '#renderer/alarms/alarmSigns.ts';
import type { Span } from '#renderer/history/spans.ts';
import { heldGapWords } from '#renderer/review/reviewTexts.ts';
import { wheelPixels } from '#renderer/shared/wheelPixels.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import { patternsFor } from '#renderer/waveforms/engine/patterns.ts';
import type { StretchLane } from '#renderer/waveforms/engine/protocol.ts';
import { roundValues } from '#renderer/waveforms/laneTexts.ts';
import { LANE_INKS, type LaneInk, laneLayers } from '#renderer/waveforms/recent/layLane.ts';
import { clockText } from '#renderer/waveforms/recent/recentTexts.ts';
import type { Absence } from './stripLanes.ts';
import type { LineName } from './stripState.ts';
import { lineTexts } from './stripTexts.ts';

/** Where a lane stands on the paper: whole millimetres from its top. */
export interface PaperLane {
  readonly topMm: number;
  readonly heightMm: number;
  readonly colour: string;
}

/** What is drawn in a lane. */
export interface LanePicture extends PaperLane {
  readonly now: StretchLane;
  /** What is compared with it, laid over; null: nothing. */
  readonly over: StretchLane | null;
  /** Physical values at its edges; null before they are known. */
  readonly scale: { readonly low: number; readonly high: number } | null;
  /** One millivolt in its unit; null for what is no ECG, which gets numbers instead of a pulse. */
  readonly perMv: number | null;
  readonly absences: readonly Absence[];
  /** Beats to be marked. */
  readonly beats: readonly number[];
}

/** A stretch that is no wave, over all lanes, and why. */
export interface Shade extends Span {
  readonly text: string;
}

/** All that is drawn. Times in ms since 1970. */
export interface StripPicture extends Span {
  readonly lanes: readonly LanePicture[];
  readonly shades: readonly Shade[];
  readonly alarms: readonly { readonly atMs: number; readonly text: string; readonly priority: ShownPriority }[];
  readonly cursorMs: number;
  /** The calipers' lines, of lane `measured`. */
  readonly lines: readonly { readonly name: LineName; readonly atMs: number; readonly isChosen: boolean }[];
  readonly marches: readonly number[];
  readonly measured: number;
  /** What stands between A and B; '' without calipers. */
  readonly intervalText: string;
}

/** What a hand does on the strip. Times are those under the hand. */
export type StripGesture =
  /** The strip is to move by so much from where it stood when the press began: what was under the hand stays there. */
  | { readonly type: 'drag'; readonly byMs: number; readonly isFirst: boolean }
  | { readonly type: 'wheel'; readonly byMs: number }
  | { readonly type: 'speed'; readonly by: 1 | -1 }
  | { readonly type: 'click'; readonly atMs: number; readonly lane: number | null }
  | { readonly type: 'line'; readonly name: LineName; readonly atMs: number };

export interface StripPlotOptions {
  readonly palette: Palette;
  /** Device pixels a millimetre. */
  readonly pxPerMm: number;
  readonly speed: number;
  onGesture(gesture: StripGesture): void;
}

/** Room for times below, and at the left for numbers, beside the calibration pulse; CSS pixels. */
export const BOTTOM_PX = 22;
const NUMBERS_PX = 40;
const PULSE_ROOM_PX = 8;
/** How long the calibration pulse is; as high as one millivolt. */
const PULSE_S = 0.2;

const PEN_PX = 1.5;
/** The mark of a beat: a triangle that stands on the lower edge of its lane, CSS pixels. */
const BEAT_PX = 7;
const CLICK_PX = 4;
/** A hand that comes this near to a line of the calipers holds it, CSS pixels. */
const HOLD_PX = 6;
/** Fine lines of the paper stand no closer than this, device pixels: they would be a haze. */
const FINEST_PX = 2.5;
const LABEL_PX = 80;
const LABEL_STEPS_MS = [200, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** Where the waves begin, CSS pixels; the pulse is as long as the speed says. */
export function gutterPx(speed: number, pxPerMm: number): number {
  const pulsePx = (PULSE_S * speed * pxPerMm) / devicePixelRatio;
  return Math.round(NUMBERS_PX + 2 * PULSE_ROOM_PX + pulsePx);
}

/**
 * A strip of ECG paper, true to the millimetre: fine lines each mm, bold ones each 5 mm, bound to the time, so that the paper
 * moves with its waves. Each lane is drawn as the live painter draws it (layLane.ts), one rectangle a pixel column
 * from the lowest to the highest of the signal; what is compared lies below it, thinner and in one colour.
 */
export class StripPlot {
  readonly #plot: uPlot;
  readonly #options: StripPlotOptions;
  readonly #abort = new AbortController();
  readonly #font: string;
  #picture: StripPicture | null = null;
  #press: { readonly id: number; readonly left: number; moved: boolean; readonly line: LineName | null } | null = null;
  #wasDrag = false;

  /** Sizes are CSS pixels. */
  constructor(parent: HTMLElement, width: number, height: number, options: StripPlotOptions) {
    this.#options = options;
    this.#font = getComputedStyle(parent).fontFamily;
    this.#plot = new uPlot(this.#config(width, height), [[], []], parent);
    this.#listen(this.#plot.over);
  }

  /** Device pixels across the waves: as many columns are drawn. */
  get columns(): number {
    return Math.max(1, Math.round(this.#plot.bbox.width));
  }

  /** CSS pixels. The same plot: a press that is under way goes on. */
  setSize(width: number, height: number): void {
    const { width: drawnWidth, height: drawnHeight } = this.#plot;
    if (width !== drawnWidth || height !== drawnHeight || uPlot.pxRatio !== devicePixelRatio) {
      this.#plot.setSize({ width, height });
    }
  }

  destroy(): void {
    this.#abort.abort();
    this.#plot.destroy();
  }

  show(picture: StripPicture): void {
    this.#picture = picture;
    this.#plot.batch(() => {
      this.#plot.setData(
        [
          [picture.fromMs, picture.untilMs],
          [null, null],
        ],
        false,
      );
      this.#plot.setScale('x', { min: picture.fromMs, max: picture.untilMs });
    });
    this.#plot.redraw(false, true);
  }

  #config(width: number, height: number): uPlot.Options {
    const { palette, speed, pxPerMm } = this.#options;
    return {
      width,
      height,
      legend: { show: false },
      padding: [0, 0, BOTTOM_PX, gutterPx(speed, pxPerMm)],
      scales: {
        x: { time: false, auto: false, range: (_, min, max) => [min ?? 0, max ?? 1] },
        y: { auto: false, range: [0, 1] },
      },
      series: [{}, { scale: 'y', show: false }],
      axes: [
        {
          scale: 'x',
          side: 2,
          size: 0,
          gap: 5,
          stroke: palette.axisText,
          font: `12px ${this.#font}`,
          ticks: { show: false },
          grid: { show: false },
          splits: (plot) => this.#labelTimes(plot),
          values: (_, at) => at.map((timeMs) => clockText(timeMs, timeMs % 1000 === 0 ? 0 : 1)),
        },
        // uPlot gives a plot that names none a vertical axis, 50 px wide: the strip would no longer be true.
        { scale: 'y', show: false },
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: false, y: false, setScale: false, click: () => {} },
        bind: { mousedown: () => null, mouseup: () => null, dblclick: () => null },
      },
      hooks: {
        drawClear: [(plot) => this.#drawPaper(plot)],
        draw: [(plot) => this.#draw(plot)],
      },
    };
  }

  #labelTimes(plot: uPlot): number[] {
    const { fromMs, untilMs } = this.#picture ?? { fromMs: 0, untilMs: 1 };
    const pxPerMs = plot.over.clientWidth / (untilMs - fromMs);
    const step = LABEL_STEPS_MS.find((each) => each * pxPerMs >= LABEL_PX) ?? 30_000;
    const margin = LABEL_PX / 2 / pxPerMs;
    return multiples(step, fromMs, untilMs - margin);
  }

  /** Fine and bold lines, also under the calibration pulse. */
  #drawPaper({ ctx, bbox }: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { palette, pxPerMm, speed } = this.#options;
    const bottom = bbox.top + bbox.height;
    const right = bbox.left + bbox.width;
    const mmMs = 1000 / speed;
    const pulseLeft = NUMBERS_PX * devicePixelRatio;
    const beginMs = picture.fromMs - ((bbox.left - pulseLeft) / pxPerMm) * mmMs;
    const line = Math.max(1, Math.round(devicePixelRatio * 0.75));
    // Given back as it was, here and below: uPlot remembers its colour, and would write the times in that of the paper.
    ctx.save();
    for (const [everyMm, colour] of [
      [1, palette.paperFine],
      [5, palette.paperBold],
    ] as const) {
      if (everyMm * pxPerMm < FINEST_PX) continue;
      ctx.fillStyle = colour;
      for (const atMs of multiples(everyMm * mmMs, beginMs, picture.untilMs)) {
        ctx.fillRect(Math.round(bbox.left + ((atMs - picture.fromMs) / mmMs) * pxPerMm), bbox.top, line, bbox.height);
      }
      for (let mm = 0; mm * pxPerMm <= bbox.height; mm += everyMm) {
        const y = Math.round(bbox.top + mm * pxPerMm);
        if (y < bottom) ctx.fillRect(pulseLeft, y, right - pulseLeft, line);
      }
    }
    ctx.restore();
  }

  #draw(plot: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    for (const shade of picture.shades) this.#drawShade(plot, shade);
    for (const lane of picture.lanes) {
      for (const absence of lane.absences) this.#drawAbsence(plot, lane, absence);
      this.#drawLane(plot, lane);
      this.#drawBeats(plot, lane);
    }
    this.#drawAlarms(plot);
    this.#drawLines(plot);
    ctx.restore();
    ctx.save();
    for (const lane of picture.lanes) this.#drawScale(plot, lane);
    ctx.restore();
  }

  #drawLane(plot: uPlot, lane: LanePicture): void {
    const { palette } = this.#options;
    if (lane.over !== null) {
      this.#fill(plot, lane, lane.over, PEN_PX * 0.8, {
        pacer: palette.baseline,
        trace: palette.baseline,
        off: palette.baseline,
        saturated: palette.baseline,
        tick: palette.baseline,
      });
    }
    this.#fill(plot, lane, lane.now, PEN_PX, {
      pacer: palette.traceMark,
      trace: lane.colour,
      off: palette.traceOff,
      saturated: palette.traceSaturated,
      tick: palette.traceMark,
    });
  }

  #fill(
    { ctx, bbox }: uPlot,
    { topMm, heightMm, scale }: LanePicture,
    data: StretchLane,
    pen: number,
    colours: Readonly<Record<LaneInk, string>>,
  ): void {
    const picture = this.#picture;
    if (scale === null || picture === null) return;
    const { pxPerMm } = this.#options;
    const band = {
      top: bbox.top + topMm * pxPerMm,
      bottom: bbox.top + (topMm + heightMm) * pxPerMm,
      ...scale,
      penPx: pen * devicePixelRatio,
      patterns: patternsFor(pxPerMm, pen * devicePixelRatio),
    };
    const layers = laneLayers(data, band, picture, bbox.left, bbox.width);
    for (const ink of LANE_INKS) {
      ctx.fillStyle = colours[ink];
      ctx.fill(layers[ink]);
    }
  }

  #drawBeats(plot: uPlot, { topMm, heightMm, beats }: LanePicture): void {
    const { ctx, bbox } = plot;
    const { pxPerMm, palette } = this.#options;
    const size = BEAT_PX * devicePixelRatio;
    const bottom = Math.round(bbox.top + (topMm + heightMm) * pxPerMm);
    ctx.fillStyle = palette.text;
    ctx.beginPath();
    for (const atMs of beats) {
      const x = this.#x(plot, atMs);
      ctx.moveTo(x, bottom - size);
      ctx.lineTo(x + size / 2, bottom);
      ctx.lineTo(x - size / 2, bottom);
      ctx.closePath();
    }
    ctx.fill();
  }

  #drawShade(plot: uPlot, { fromMs, untilMs, text }: Shade): void {
    const { ctx, bbox } = plot;
    const [left, right] = this.#between(plot, fromMs, untilMs);
    if (right - left < 1) return;
    ctx.fillStyle = this.#options.palette.notHeld;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    this.#write(plot, text, (left + right) / 2, bbox.top + bbox.height / 2, right - left);
  }

  /** A gap in a lane: shaded, with its reason where there is room. */
  #drawAbsence(plot: uPlot, { topMm, heightMm }: PaperLane, { fromMs, untilMs, state }: Absence): void {
    const { ctx, bbox } = plot;
    const { pxPerMm, palette } = this.#options;
    const [left, right] = this.#between(plot, fromMs, untilMs);
    const top = bbox.top + topMm * pxPerMm;
    ctx.fillStyle = palette.notHeld;
    ctx.fillRect(left, top, Math.max(right - left, 1), heightMm * pxPerMm);
    ctx.fillStyle = palette.traceGap;
    for (const x of [left, right - 1]) ctx.fillRect(x, top, 1, heightMm * pxPerMm);
    this.#write(plot, heldGapWords[state].short, (left + right) / 2, top + (heightMm * pxPerMm) / 2, right - left);
  }

  #write({ ctx }: uPlot, text: string, x: number, y: number, room: number): void {
    ctx.font = `${13 * devicePixelRatio}px ${this.#font}`;
    if (ctx.measureText(text).width + 8 * devicePixelRatio > room) return;
    ctx.fillStyle = this.#options.palette.textQuiet;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, x, y);
  }

  #drawAlarms(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const { palette } = this.#options;
    const colours = {
      high: palette.alarmHighLine,
      medium: palette.alarmMedium,
      low: palette.alarmLow,
      none: palette.textQuiet,
    };
    const inks = {
      high: palette.alarmHighInk,
      medium: palette.alarmMediumInk,
      low: palette.alarmLowInk,
      none: palette.ground,
    };
    const grounds = {
      high: palette.alarmHigh,
      medium: palette.alarmMedium,
      low: palette.alarmLow,
      none: palette.textQuiet,
    };
    for (const { atMs, text, priority } of this.#picture?.alarms ?? []) {
      const x = Math.round(this.#x(plot, atMs));
      ctx.fillStyle = colours[priority];
      ctx.fillRect(x - devicePixelRatio, bbox.top, 2 * devicePixelRatio, bbox.height);
      this.#flag(plot, `${prioritySigns[priority]} ${text}`.trim(), x, bbox.top, grounds[priority], inks[priority]);
    }
  }

  /** A text in a box that hangs from the top, at the right of a line, or at its left where the edge is near. */
  #flag({ ctx, bbox }: uPlot, text: string, x: number, top: number, ground: string, ink: string): void {
    const ratio = devicePixelRatio;
    ctx.font = `600 ${12 * ratio}px ${this.#font}`;
    const width = ctx.measureText(text).width + 10 * ratio;
    const left = x + width > bbox.left + bbox.width ? x - width : x;
    ctx.fillStyle = ground;
    ctx.fillRect(left, top, width, 18 * ratio);
    ctx.fillStyle = ink;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, left + 5 * ratio, top + 9.5 * ratio);
  }

  /** The cursor, the calipers and their march. */
  #drawLines(plot: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { ctx, bbox } = plot;
    const { palette } = this.#options;
    const ratio = devicePixelRatio;
    const bottom = bbox.top + bbox.height;
    const stroke = (atMs: number, from: number, until: number, width: number, dash: number[]) => {
      const x = Math.round(this.#x(plot, atMs)) + 0.5;
      ctx.lineWidth = width;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(x, from);
      ctx.lineTo(x, until);
      ctx.stroke();
      ctx.setLineDash([]);
    };
    ctx.strokeStyle = palette.cursor;
    stroke(picture.cursorMs, bbox.top, bottom, ratio, [2 * ratio, 3 * ratio]);
    this.#flag(
      plot,
      clockText(picture.cursorMs, 3),
      Math.round(this.#x(plot, picture.cursorMs)),
      bottom - 18 * ratio,
      palette.chip,
      palette.text,
    );
    const lane = picture.lanes[picture.measured];
    if (picture.lines.length === 0 || lane === undefined) return;
    const top = bbox.top + lane.topMm * this.#options.pxPerMm;
    const laneBottom = top + lane.heightMm * this.#options.pxPerMm;
    ctx.strokeStyle = palette.focus;
    for (const atMs of picture.marches) stroke(atMs, top, laneBottom, ratio, [6 * ratio, 4 * ratio]);
    for (const { atMs, isChosen } of picture.lines) stroke(atMs, bbox.top, bottom, (isChosen ? 2 : 1) * ratio, []);
    const at = (name: LineName) => picture.lines.find((line) => line.name === name)?.atMs;
    const [a, b] = [at('a') ?? 0, at('b') ?? 0];
    const y = Math.round(bbox.top + 34 * ratio) + 0.5;
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(this.#x(plot, a), y);
    ctx.lineTo(this.#x(plot, b), y);
    ctx.stroke();
    for (const { name, atMs, isChosen } of picture.lines) {
      const [ground, ink] = isChosen ? [palette.focus, palette.ground] : [palette.chip, palette.text];
      this.#flag(plot, lineTexts[name], Math.round(this.#x(plot, atMs)), bbox.top + 18 * ratio, ground, ink);
    }
    this.#boxed(plot, picture.intervalText, (this.#x(plot, a) + this.#x(plot, b)) / 2, y + 14 * ratio);
  }

  #boxed({ ctx, bbox }: uPlot, text: string, x: number, y: number): void {
    const { palette } = this.#options;
    const ratio = devicePixelRatio;
    ctx.font = `600 ${14 * ratio}px ${this.#font}`;
    const width = ctx.measureText(text).width + 12 * ratio;
    const middle = Math.min(Math.max(x, bbox.left + width / 2), bbox.left + bbox.width - width / 2);
    ctx.fillStyle = palette.surfaceRaised;
    ctx.fillRect(middle - width / 2, y - 10 * ratio, width, 20 * ratio);
    ctx.fillStyle = palette.text;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.fillText(text, middle, y + ratio / 2);
  }

  /** At the left of the waves: for an ECG the calibration pulse, for the others their values. */
  #drawScale({ ctx, bbox }: uPlot, { topMm, heightMm, scale, perMv, colour }: LanePicture): void {
    if (scale === null) return;
    const { pxPerMm, palette, speed } = this.#options;
    const ratio = devicePixelRatio;
    const top = bbox.top + topMm * pxPerMm;
    const height = heightMm * pxPerMm;
    const pxPerUnit = height / (scale.high - scale.low);
    ctx.font = `${12 * ratio}px ${this.#font}`;
    if (perMv === null) {
      ctx.fillStyle = colour;
      ctx.textAlign = 'right';
      ctx.textBaseline = 'middle';
      for (const value of roundValues(scale, 3)) {
        const y = Math.round(top + (scale.high - value) * pxPerUnit);
        ctx.fillText(String(Math.round(value * 100) / 100), bbox.left - 10 * ratio, y);
        ctx.fillRect(bbox.left - 6 * ratio, y, 6 * ratio, ratio);
      }
      return;
    }
    const line = Math.max(1, Math.floor(ratio));
    const left = Math.round((NUMBERS_PX + PULSE_ROOM_PX) * ratio);
    const right = left + Math.round(PULSE_S * speed * pxPerMm);
    const high = Math.round(perMv * pxPerUnit);
    if (high > height) return;
    const low = Math.round(top + (height + high) / 2);
    const foot = Math.round(4 * ratio);
    ctx.fillStyle = palette.text;
    ctx.fillRect(left - foot, low, foot + line, line);
    ctx.fillRect(left, low - high, line, high);
    ctx.fillRect(left, low - high, right - left + line, line);
    ctx.fillRect(right, low - high, line, high);
    ctx.fillRect(right, low, foot + line, line);
    ctx.textAlign = 'right';
    ctx.textBaseline = 'middle';
    ctx.fillText('1 mV', (NUMBERS_PX - 2) * ratio, low - high / 2);
  }

  #x({ bbox }: uPlot, atMs: number): number {
    const { fromMs, untilMs } = this.#picture ?? { fromMs: 0, untilMs: 1 };
    return bbox.left + ((atMs - fromMs) / (untilMs - fromMs)) * bbox.width;
  }

  #between(plot: uPlot, fromMs: number, untilMs: number): [number, number] {
    const { left, width } = plot.bbox;
    return [Math.max(this.#x(plot, fromMs), left), Math.min(this.#x(plot, untilMs), left + width)];
  }

  #timeAt(leftPx: number): number {
    const { fromMs, untilMs } = this.#picture ?? { fromMs: 0, untilMs: 0 };
    return fromMs + (leftPx / Math.max(1, this.#plot.over.clientWidth)) * (untilMs - fromMs);
  }

  /** The line of the calipers under a hand; of two the nearer one. */
  #lineAt(leftPx: number): LineName | null {
    const near = (this.#picture?.lines ?? [])
      .map(({ name, atMs }) => ({
        name,
        off: Math.abs(this.#x(this.#plot, atMs) - this.#plot.bbox.left - leftPx * devicePixelRatio),
      }))
      .sort((a, b) => a.off - b.off)[0];
    return near !== undefined && near.off <= HOLD_PX * devicePixelRatio ? near.name : null;
  }

  #laneAt(topPx: number): number | null {
    const mm = (topPx * devicePixelRatio) / this.#options.pxPerMm;
    const lane = (this.#picture?.lanes ?? []).findIndex((each) => mm >= each.topMm && mm < each.topMm + each.heightMm);
    return lane < 0 ? null : lane;
  }

  #listen(over: HTMLElement): void {
    const { signal } = this.#abort;
    const { onGesture } = this.#options;
    const leftOf = (event: MouseEvent) => event.clientX - over.getBoundingClientRect().left;
    const topOf = (event: MouseEvent) => event.clientY - over.getBoundingClientRect().top;
    over.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (event.ctrlKey) {
          onGesture({ type: 'speed', by: event.deltaY < 0 ? 1 : -1 });
          return;
        }
        const turned = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
        onGesture({ type: 'wheel', byMs: this.#timeAt(wheelPixels(event, turned)) - this.#timeAt(0) });
      },
      { passive: false, signal },
    );
    over.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        const left = leftOf(event);
        this.#press = { id: event.pointerId, left, moved: false, line: this.#lineAt(left) };
        over.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    over.addEventListener(
      'pointermove',
      (event) => {
        const left = leftOf(event);
        const press = this.#press;
        if (press === null || press.id !== event.pointerId) {
          over.style.cursor = this.#lineAt(left) === null ? '' : 'ew-resize';
          return;
        }
        if (event.buttons === 0) {
          this.#press = null; // let go where nobody heard of it
          return;
        }
        const isFirst = !press.moved;
        press.moved ||= Math.abs(left - press.left) >= CLICK_PX;
        if (!press.moved) return;
        if (press.line !== null) onGesture({ type: 'line', name: press.line, atMs: this.#timeAt(left) });
        else onGesture({ type: 'drag', byMs: this.#timeAt(press.left) - this.#timeAt(left), isFirst });
      },
      { signal },
    );
    const release = (event: PointerEvent) => {
      const press = this.#press;
      if (press === null || press.id !== event.pointerId) return;
      this.#press = null;
      this.#wasDrag = press.moved || press.line !== null;
    };
    over.addEventListener('pointerup', release, { signal });
    over.addEventListener('pointercancel', release, { signal });
    // A click follows every press, also one that was a drag.
    over.addEventListener(
      'click',
      (event) => {
        if (this.#wasDrag) return;
        onGesture({ type: 'click', atMs: this.#timeAt(leftOf(event)), lane: this.#laneAt(topOf(event)) });
      },
      { signal },
    );
  }
}

/** Multiples of a step in [from, until]; each by its own product, so that the last is as exact as the first. */
function multiples(step: number, from: number, until: number): number[] {
  const first = Math.ceil(from / step);
  const last = Math.floor(until / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step);
}
