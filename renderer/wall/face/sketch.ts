import type { Theme } from '#renderer/theme/theme.ts';
import type { FaceBlock, FacePart, Ink } from '#renderer/waveforms/engine/face.ts';
import type { Box } from '#renderer/waveforms/engine/painter.ts';

/** Width of a text in CSS pixels; `font` as CSS writes it. */
export type TextWidth = (text: string, font: string) => number;

/** How the faces of a window look. */
export interface FaceLook {
  readonly theme: Pick<Theme, 'palette' | 'parameters'>;
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number;
  /** As CSS writes it. */
  readonly fontFamily: string;
  readonly widthOf: TextWidth;
}

export interface Lettering {
  readonly sizePx: number;
  readonly colour: string;
  readonly weight?: 400 | 600 | 700;
  readonly isItalic?: boolean;
  /** Between letters, in parts of the size. */
  readonly spacing?: number;
}

/** An outline in a square of `units`; filled, or drawn by a pen of that many units. */
export interface Sign {
  readonly path: string;
  readonly units: number;
  readonly pen?: number;
}

/** From the middle of a line to its baseline, in parts of the size: what stands on it looks centred. */
const BASELINE = 0.35;
const ELLIPSIS = '…';

/** Draws one block of a face. Everything is in CSS pixels from the left top corner of the face. */
export class Sketch {
  readonly box: Box;
  readonly look: FaceLook;
  readonly #parts: FacePart[] = [];

  constructor(look: FaceLook, box: Box) {
    this.look = look;
    this.box = box;
  }

  get palette() {
    return this.look.theme.palette;
  }

  get right(): number {
    return this.box.left + this.box.width;
  }

  /** The line in the middle of the block. */
  get middle(): number {
    return this.box.top + this.box.height / 2;
  }

  width(text: string, lettering: Lettering): number {
    return this.look.widthOf(text, this.#font(lettering, 1)) + spacingPx(lettering) * text.length;
  }

  /** The text, or as much of it as there is room for; `cut` says at which end. '' where not even one letter has room. */
  fit(text: string, roomPx: number, lettering: Lettering, cut: 'end' | 'start' = 'end'): string {
    if (this.width(text, lettering) <= roomPx) return text;
    const letters = [...text];
    const cutTo = (count: number) =>
      cut === 'end'
        ? letters.slice(0, count).join('').trimEnd() + ELLIPSIS
        : ELLIPSIS + letters.slice(letters.length - count).join('');
    let fits = 0;
    let tooMany = letters.length;
    while (tooMany - fits > 1) {
      const count = Math.floor((fits + tooMany) / 2);
      if (this.width(cutTo(count), lettering) <= roomPx) fits = count;
      else tooMany = count;
    }
    return fits === 0 ? '' : cutTo(fits);
  }

  /** Writes in a line with this middle; gives the width. */
  write(text: string, leftPx: number, middlePx: number, lettering: Lettering): number {
    const { pixelRatio } = this.look;
    if (text !== '') {
      this.#parts.push({
        kind: 'text',
        text,
        left: leftPx * pixelRatio,
        baseline: Math.round((middlePx + BASELINE * lettering.sizePx) * pixelRatio),
        font: this.#font(lettering, pixelRatio),
        colour: lettering.colour,
        ...(lettering.spacing !== undefined && { spacing: spacingPx(lettering) * pixelRatio }),
      });
    }
    return this.width(text, lettering);
  }

  fill(box: Box, colour: Ink): void {
    this.#parts.push({ kind: 'fill', box: onDevice(box, this.look.pixelRatio), colour });
  }

  /** Draws a sign as wide as high. */
  sign({ path, units, pen }: Sign, leftPx: number, topPx: number, sizePx: number, colour: string): void {
    const { pixelRatio } = this.look;
    this.#parts.push({
      kind: 'sign',
      path,
      left: leftPx * pixelRatio,
      top: topPx * pixelRatio,
      scale: (sizePx * pixelRatio) / units,
      colour,
      ...(pen !== undefined && { pen }),
    });
  }

  block(ground: Ink): FaceBlock {
    return { box: onDevice(this.box, this.look.pixelRatio), ground, parts: this.#parts };
  }

  #font({ sizePx, weight = 400, isItalic = false }: Lettering, pixelRatio: number): string {
    return `${isItalic ? 'italic ' : ''}${weight} ${sizePx * pixelRatio}px ${this.look.fontFamily}`;
  }
}

/** Edges at whole device pixels: boxes that touch go on touching and do not overlap. */
function onDevice({ left, top, width, height }: Box, ratio: number): Box {
  const from = { left: Math.round(left * ratio), top: Math.round(top * ratio) };
  return {
    ...from,
    width: Math.round((left + width) * ratio) - from.left,
    height: Math.round((top + height) * ratio) - from.top,
  };
}

function spacingPx({ spacing = 0, sizePx }: Lettering): number {
  return spacing * sizePx;
}

/** As many as a wall shows in some minutes; then it begins anew. */
const KEPT_WIDTHS = 4_000;

/** Measures as the engine writes, and keeps what it measured. */
export function canvasTextWidth(): TextWidth {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (context === null) throw new Error('tile: no 2d context to measure texts');
  const kept = new Map<string, number>();
  return (text, font) => {
    const key = `${font}\n${text}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= KEPT_WIDTHS) kept.clear();
    context.font = font;
    const { width } = context.measureText(text);
    kept.set(key, width);
    return width;
  };
}
