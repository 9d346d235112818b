import { inks, type Mark, type Sheet } from '#domain/export/strip/sheet.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws a sheet on a canvas of its size at `pixelsPerMm`: the same marks as on paper, so that a preview shows what is printed. */
export function drawSheet(context: Context, sheet: Sheet, pixelsPerMm: number): void {
  context.setTransform(pixelsPerMm, 0, 0, pixelsPerMm, 0, 0);
  context.fillStyle = colour('paper');
  context.fillRect(0, 0, sheet.widthMm, sheet.heightMm);
  context.lineJoin = 'round';
  context.lineCap = 'square';
  context.textBaseline = 'alphabetic';
  for (const mark of sheet.marks) drawMark(context, mark);
}

function drawMark(context: Context, mark: Mark): void {
  switch (mark.kind) {
    case 'path':
      context.strokeStyle = colour(mark.ink);
      context.lineWidth = mark.widthMm;
      context.beginPath();
      for (let k = 0; k < mark.points.length; k += 2)
        context.lineTo(mark.points[k] as number, mark.points[k + 1] as number);
      context.stroke();
      break;
    case 'lines':
      context.strokeStyle = colour(mark.ink);
      context.lineWidth = mark.widthMm;
      context.beginPath();
      for (let k = 0; k < mark.ends.length; k += 4) {
        context.moveTo(mark.ends[k] as number, mark.ends[k + 1] as number);
        context.lineTo(mark.ends[k + 2] as number, mark.ends[k + 3] as number);
      }
      context.stroke();
      break;
    case 'area':
      context.fillStyle = colour(mark.ink);
      context.fillRect(mark.x, mark.y, mark.width, mark.height);
      break;
    case 'text':
      context.fillStyle = colour(mark.ink);
      context.font = `${mark.isBold ? 'bold ' : ''}${mark.sizeMm}px Helvetica, Arial, "Liberation Sans", sans-serif`;
      context.fillText(mark.text, mark.x, mark.y);
      break;
  }
}

function colour(ink: Mark['ink']): string {
  return `rgb(${inks[ink].join(' ')})`;
}
