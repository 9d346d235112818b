import { isAtRest } from '#domain/time/beat.ts';
import { beatsOf, type FaceBlock, paintBlock } from './face.ts';
import type { Box } from './painter.ts';
import type { FaceChange, FaceLayout } from './protocol.ts';

/** Blocks drawn in one frame: all numbers of a ward change in one moment, and that moment is no reason to drop a frame. */
const BLOCKS_A_FRAME = 48;

interface Face {
  readonly blocks: Map<string, { readonly block: FaceBlock; readonly beats: readonly number[] }>;
  /** null: on the page, but not on the canvas. */
  box: Box | null;
}

/** A block that must be drawn; null: what stood there is gone. */
interface Due {
  readonly faceKey: string;
  readonly name: string;
  /** What is gone, relative to the face; null: draw what is held. */
  readonly gone: Box | null;
}

/**
 * The faces of one canvas, drawn where they have changed: a few blocks a frame, in the order in which they changed; what
 * beats, in step and at once.
 */
export class Faces {
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #faces = new Map<string, Face>();
  readonly #due = new Map<string, Due>();
  /** Whether what beats with a period was at rest when it was last drawn. */
  readonly #atRest = new Map<number, boolean>();

  constructor(context: OffscreenCanvasRenderingContext2D) {
    this.#context = context;
  }

  /** Takes what has changed of a face; one that has left is forgotten. */
  change({ faceKey, blocks }: FaceChange): void {
    if (blocks === null) {
      this.#faces.delete(faceKey);
      return;
    }
    const face = this.#face(faceKey);
    for (const [name, block] of Object.entries(blocks)) {
      const before = face.blocks.get(name);
      if (block === null) {
        face.blocks.delete(name);
        if (before !== undefined) this.#mark(faceKey, name, before.block.box);
      } else {
        const beats = beatsOf(block);
        face.blocks.set(name, { block, beats });
        for (const periodMs of beats) if (!this.#atRest.has(periodMs)) this.#atRest.set(periodMs, false);
        this.#mark(faceKey, name, null);
      }
    }
  }

  /** Takes the faces that are on the canvas now, and where. `isCleared`: nothing of them is there any more. */
  layOut(layouts: readonly FaceLayout[], isCleared: boolean): void {
    const boxes = new Map(layouts.map(({ faceKey, box }) => [faceKey, box]));
    for (const [faceKey, face] of this.#faces) if (!boxes.has(faceKey)) face.box = null;
    for (const [faceKey, box] of boxes) {
      const face = this.#face(faceKey);
      const isNew = face.box === null;
      face.box = box;
      if (isCleared || isNew) for (const name of face.blocks.keys()) this.#mark(faceKey, name, null);
    }
  }

  /**
   * Draws what is due: all of it, or what one frame may take. `ground` is the colour where there is no block, `nowMs` the
   * wall clock.
   */
  paint(all: boolean, ground: string, nowMs: number): void {
    this.#beat(nowMs);
    let left = all ? Number.POSITIVE_INFINITY : BLOCKS_A_FRAME;
    // What is gone first: what has come may stand in its place.
    for (const [key, { faceKey, gone }] of this.#due) {
      if (gone === null) continue;
      this.#due.delete(key);
      const box = this.#faces.get(faceKey)?.box;
      if (box) paintBlock(this.#context, { box: gone, ground, parts: [] }, box, nowMs);
    }
    for (const [key, { faceKey, name }] of this.#due) {
      if (left-- <= 0) return;
      this.#due.delete(key);
      this.#paint(faceKey, name, nowMs);
    }
  }

  #paint(faceKey: string, name: string, nowMs: number): void {
    const face = this.#faces.get(faceKey);
    const held = face?.blocks.get(name);
    if (face?.box && held !== undefined) paintBlock(this.#context, held.block, face.box, nowMs);
  }

  /** Draws at once what has begun or ended a beat. */
  #beat(nowMs: number): void {
    for (const [periodMs, was] of this.#atRest) {
      const isResting = isAtRest(periodMs, nowMs);
      if (isResting === was) continue;
      this.#atRest.set(periodMs, isResting);
      for (const [faceKey, { blocks }] of this.#faces) {
        for (const [name, { beats }] of blocks) if (beats.includes(periodMs)) this.#paint(faceKey, name, nowMs);
      }
    }
  }

  #mark(faceKey: string, name: string, gone: Box | null): void {
    this.#due.set(`${faceKey}\n${name}${gone === null ? '' : '\ngone'}`, { faceKey, name, gone });
  }

  #face(faceKey: string): Face {
    const known = this.#faces.get(faceKey);
    if (known !== undefined) return known;
    const made: Face = { blocks: new Map(), box: null };
    this.#faces.set(faceKey, made);
    return made;
  }
}
