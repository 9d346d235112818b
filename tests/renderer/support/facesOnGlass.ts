import type { FaceBlock, FacePart } from '#renderer/waveforms/engine/face.ts';
import type { FaceLayout, ToEngine } from '#renderer/waveforms/engine/protocol.ts';
import type { StartEngine } from '#renderer/waveforms/engineLink.ts';

/** What the page has told the engine to write into tiles. */
export class FacesOnGlass {
  readonly #layouts = new Map<number, readonly FaceLayout[]>();
  readonly #blocks = new Map<string, Map<string, FaceBlock>>();
  /** What the engine was told of the visibility of stages, in order. */
  readonly visible: boolean[] = [];

  /** Listens to all that is said to an engine. */
  listening(start: StartEngine): StartEngine {
    return (onMessage, onDied) => {
      const engine = start(onMessage, onDied);
      return {
        ...engine,
        post: (message, transfer) => {
          this.#hear(message);
          engine.post(message, transfer);
        },
      };
    };
  }

  /** The face that stands in the place of an element; empty where none does. */
  on(element: Element): TileOnGlass {
    const { left, top } = element.getBoundingClientRect();
    for (const [stageId, layouts] of this.#layouts) {
      const ground = document.querySelector('.wave-stage-canvas')?.getBoundingClientRect();
      const found = layouts.find(
        ({ box }) =>
          box.left === Math.round((left - (ground?.left ?? 0)) * devicePixelRatio) &&
          box.top === Math.round((top - (ground?.top ?? 0)) * devicePixelRatio),
      );
      if (found !== undefined) return new TileOnGlass(this.#blocks.get(`${stageId} ${found.faceKey}`) ?? new Map());
    }
    return new TileOnGlass(new Map());
  }

  #hear(message: ToEngine): void {
    if (message.type === 'layout') this.#layouts.set(message.stageId, message.layout.faces);
    if (message.type === 'visible') this.visible.push(message.isVisible);
    if (message.type === 'closeStage') this.#layouts.delete(message.stageId);
    if (message.type !== 'faces') return;
    for (const { faceKey, blocks } of message.faces) {
      const key = `${message.stageId} ${faceKey}`;
      const held = this.#blocks.get(key) ?? new Map<string, FaceBlock>();
      for (const [name, block] of Object.entries(blocks ?? {})) {
        if (block === null) held.delete(name);
        else held.set(name, block);
      }
      if (blocks === null) this.#blocks.delete(key);
      else this.#blocks.set(key, held);
    }
  }
}

type TextPart = Extract<FacePart, { kind: 'text' }>;

/** What is written in one tile. */
export class TileOnGlass {
  readonly blocks: ReadonlyMap<string, FaceBlock>;

  constructor(blocks: ReadonlyMap<string, FaceBlock>) {
    this.blocks = blocks;
  }

  /** A block by the beginning of its name; a line of numbers by its label. */
  block(name: string): FaceBlock | undefined {
    return [...this.blocks].find(([key]) => key.startsWith(name))?.[1];
  }

  /** The texts of a block from left to right, or of the whole tile. */
  texts(name = ''): readonly TextPart[] {
    const blocks = [...this.blocks].filter(([key]) => key.startsWith(name)).map(([, block]) => block);
    return blocks.flatMap(({ parts }) =>
      parts.filter((part) => part.kind === 'text').sort((a, b) => a.left - b.left || a.baseline - b.baseline),
    );
  }

  /** The same as one text, its pieces apart. */
  text(name = ''): string {
    return this.texts(name)
      .map(({ text }) => text)
      .join(' ');
  }

  /** The value of a line of numbers: what is written largest. */
  value(label: string): TextPart | undefined {
    const sizes = this.texts(label).map((part) => ({ part, px: sizeOf(part) }));
    return sizes.toSorted((a, b) => b.px - a.px)[0]?.part;
  }
}

/** In device pixels. */
export function sizeOf({ font }: TextPart): number {
  return Number.parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? 'NaN');
}

const context = new OffscreenCanvas(1, 1).getContext('2d') as OffscreenCanvasRenderingContext2D;

/** Where a text begins and ends, in device pixels of its tile. */
export function spanOf({ text, left, font, spacing = 0 }: TextPart): readonly [left: number, right: number] {
  context.font = font;
  return [left, left + context.measureText(text).width + spacing * text.length];
}
