import { signalOf } from '#renderer/alarms/signalOf.ts';
import type { NumericSize } from '#renderer/vitals/Numerics.view.tsx';
import { groupReadings } from '#renderer/vitals/readingText.ts';
import { hasNumbers, isEmpty } from '#renderer/wall/places.ts';
import { FAR_LEADING_SHARE, NUMERICS_PADDING_PX, type TileLayout } from '#renderer/wall/tileLayout.ts';
import type { FaceBlock, FaceBlocks } from '#renderer/waveforms/engine/face.ts';
import type { Box } from '#renderer/waveforms/engine/painter.ts';
import { denseHeaderBlock } from './denseHeader.ts';
import { priorityInks } from './priorityInks.ts';
import { type FaceLook, Sketch } from './sketch.ts';
import type { TileContent } from './tileContent.ts';
import { headerBlock, writeStatusRow } from './tileHeader.ts';
import { type LineOrder, lineBlock } from './tileNumbers.ts';

/** Blocks that were made, with what they were made from: one that would be the same is the same object. */
export class MadeBlocks {
  readonly #made = new Map<string, { readonly from: readonly unknown[]; readonly block: FaceBlock }>();

  /** The block of that name, made anew if something that it is made `from` is another object. */
  block(name: string, from: readonly unknown[], make: () => FaceBlock): FaceBlock {
    const known = this.#made.get(name);
    if (known !== undefined && known.from.length === from.length && known.from.every((value, i) => value === from[i])) {
      return known.block;
    }
    const block = make();
    this.#made.set(name, { from, block });
    return block;
  }
}

/**
 * Lays out and writes a tile: header, numbers, the frame of an alarm. Blocks are named `header`, `calm`, `status`,
 * `numbers` for the ground below the last line, `frame top` ..., and each line of numbers by its group's label and place.
 */
export function tileFace(content: TileContent, look: FaceLook, made: MadeBlocks): FaceBlocks {
  const { place, layout } = content;
  const isDense = layout.density === 'dense';
  const blocks: Record<string, FaceBlock> = {};
  if (isDense) addDenseHeader(blocks, content, look, made);
  else {
    addHeader(blocks, content, look, made);
    addFrame(blocks, content, look, made);
  }
  if (isEmpty(place)) addCalm(blocks, content, look, made);
  if (hasNumbers(place, layout)) addNumbers(blocks, content, look, made);
  return blocks;
}

type Add = (blocks: Record<string, FaceBlock>, content: TileContent, look: FaceLook, made: MadeBlocks) => void;

const addDenseHeader: Add = (blocks, content, look, made) => {
  const { place, layout, widthPx, alarms, off, groups, readings } = content;
  blocks['header'] = made.block('header', [place, layout, widthPx, alarms, off, groups, readings, look], () =>
    denseHeaderBlock(content, look),
  );
};

const addHeader: Add = (blocks, content, look, made) => {
  const { place, layout, widthPx, alarms, off, turn } = content;
  // Below a column of numbers there is a place for the status that costs the traces nothing; elsewhere the header has room.
  const withStatus = !hasColumn(content);
  const delayMs = withStatus && layout.density === 'near' ? content.delayMs : null;
  blocks['header'] = made.block('header', [place, layout, widthPx, alarms, off, turn, withStatus, delayMs, look], () =>
    headerBlock({ place, layout, widthPx, alarms, off, turn, withStatus, delayMs }, look),
  );
};

/** Four strips, so that nothing stands over the traces within; of the ground's colour while there is no alarm. */
const addFrame: Add = (blocks, { layout: { framePx: px }, widthPx: w, heightPx: h, alarms }, look, made) => {
  const { palette } = look.theme;
  const { priority, isStill } = signalOf(alarms);
  const strips: Readonly<Record<string, { strip: Box; edge: Box }>> = {
    'frame top': {
      strip: { left: 0, top: 0, width: w, height: px },
      edge: { left: px - 1, top: px - 1, width: w - 2 * px + 2, height: 1 },
    },
    'frame bottom': {
      strip: { left: 0, top: h - px, width: w, height: px },
      edge: { left: px - 1, top: h - px, width: w - 2 * px + 2, height: 1 },
    },
    'frame left': {
      strip: { left: 0, top: px, width: px, height: h - 2 * px },
      edge: { left: px - 1, top: px, width: 1, height: h - 2 * px },
    },
    'frame right': {
      strip: { left: w - px, top: px, width: px, height: h - 2 * px },
      edge: { left: w - px, top: px, width: 1, height: h - 2 * px },
    },
  };
  for (const [name, { strip, edge }] of Object.entries(strips)) {
    blocks[name] = made.block(name, [priority, isStill, px, w, h, look], () => {
      const sketch = new Sketch(look, strip);
      if (priority === 'none') return sketch.block(palette.ground);
      sketch.fill(edge, palette.alarmFrameEdge);
      return sketch.block(priorityInks(priority, palette, isStill).line);
    });
  }
};

const addCalm: Add = (blocks, { layout, widthPx, heightPx }, look, made) => {
  blocks['calm'] = made.block('calm', [layout, widthPx, heightPx, look], () => {
    const { palette } = look.theme;
    const sketch = new Sketch(look, below(layout, widthPx, heightPx));
    const quiet = { sizePx: layout.textPx, colour: palette.textQuiet };
    const text = sketch.fit('no patient', sketch.box.width, quiet);
    sketch.write(text, sketch.box.left + (sketch.box.width - sketch.width(text, quiet)) / 2, sketch.middle, quiet);
    return sketch.block(palette.surface);
  });
};

const addNumbers: Add = (blocks, content, look, made) => {
  const { place, layout, groups, readings, delayMs } = content;
  const isLive = place.link.state === 'live';
  const lines = (layout.density === 'far' ? farLines : nearLines)(content);
  const shown = groups.slice(0, lines.length);
  for (const [l, { box, size, order, padding }] of lines.entries()) {
    const group = shown[l];
    const name = group === undefined ? `line ${l}` : `${group.label} ${l}`;
    const { withMean, withUnits: withUnit } = layout;
    const from = [group, layout, isLive, look, box.width, box.top, ...(group ? groupReadings(group, readings) : [])];
    blocks[name] = made.block(name, from, () =>
      group === undefined
        ? new Sketch(look, box).block(look.theme.palette.surface)
        : lineBlock(
            group,
            readings,
            box,
            { size, order, withMean: withMean && l > 0, withUnit, isLive, paddingPx: padding },
            look,
          ),
    );
  }
  if (!hasColumn(content)) return;
  const { status, rest } = columnFoot(content, lines);
  blocks['numbers'] = made.block('numbers', [layout, rest.top, rest.left, rest.height, look], () =>
    new Sketch(look, rest).block(look.theme.palette.surface),
  );
  blocks['status'] = made.block('status', [place, layout, delayMs, status.left, status.top, look], () => {
    const sketch = new Sketch(look, status);
    writeStatusRow(sketch, place, delayMs, {
      right: sketch.right - NUMERICS_PADDING_PX,
      middle: sketch.middle,
      sizePx: layout.footPx * 0.78,
      simLeft: status.left + NUMERICS_PADDING_PX,
    });
    return sketch.block(look.theme.palette.surface);
  });
};

interface Line {
  readonly box: Box;
  readonly size: NumericSize;
  readonly order: LineOrder;
  readonly padding: number;
}

/** What is left of a tile below its header. */
function below({ framePx, headerPx }: TileLayout, widthPx: number, heightPx: number): Box {
  return {
    left: framePx,
    top: framePx + headerPx,
    width: widthPx - 2 * framePx,
    height: heightPx - 2 * framePx - headerPx,
  };
}

/** Near: the numbers stand in a column at the right of the waves. */
const hasColumn = ({ place, layout }: TileContent) => layout.density === 'near' && hasNumbers(place, layout);

function nearLines({ layout, widthPx, heightPx, groups }: TileContent): readonly Line[] {
  const area = below(layout, widthPx, heightPx);
  const { numericsWidthPx: width, leading, second, minor, secondLines, minorLines } = layout;
  const sizes = groups.slice(0, 1 + secondLines + minorLines).map(({ content }, l) => {
    if (l === 0) return leading;
    return l <= secondLines && content.kind === 'single' ? second : minor;
  });
  let { top } = area;
  return sizes.map((size): Line => {
    const box = { left: area.left + area.width - width, top, width, height: size.heightPx };
    top += size.heightPx;
    return { box, size, order: 'spread', padding: NUMERICS_PADDING_PX };
  });
}

function columnFoot({ layout, widthPx, heightPx }: TileContent, lines: readonly Line[]) {
  const area = below(layout, widthPx, heightPx);
  const { numericsWidthPx: width, footPx } = layout;
  const left = area.left + area.width - width;
  const bottom = area.top + area.height;
  const last = lines.at(-1)?.box;
  const top = last === undefined ? area.top : last.top + last.height;
  return {
    rest: { left, top, width, height: Math.max(0, bottom - footPx - top) },
    status: { left, top: bottom - footPx, width, height: footPx },
  };
}

/** Far: the numbers stand below the wave, the first one large at the left. Its places are filled whatever the bed measures. */
function farLines({ layout, widthPx, heightPx, groups }: TileContent): readonly Line[] {
  const area = below(layout, widthPx, heightPx);
  const { leading, second, minor, secondLines } = layout;
  const top = area.top + area.height - leading.heightPx;
  const leadingWidth = (area.width - 2 * NUMERICS_PADDING_PX) * FAR_LEADING_SHARE + NUMERICS_PADDING_PX;
  const places = Array.from({ length: secondLines }, (_, l): Line => {
    const height = leading.heightPx / secondLines;
    const isPressure = groups[l + 1]?.content.kind === 'pressure';
    return {
      box: { left: area.left + leadingWidth, top: top + l * height, width: area.width - leadingWidth, height },
      size: isPressure ? minor : second,
      order: 'end',
      padding: NUMERICS_PADDING_PX,
    };
  });
  const first: Line = {
    box: { left: area.left, top, width: leadingWidth, height: leading.heightPx },
    size: leading,
    order: 'stacked',
    padding: NUMERICS_PADDING_PX,
  };
  return [first, ...places];
}
