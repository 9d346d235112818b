import { type Checkpoint, checkpointHead, deskPieces } from '#main/alarms/checkpoint.ts';
import { addLine } from '#main/alarms/journalLine.ts';
import { TextBytes } from '#main/alarms/textBytes.ts';

/** A checkpoint as it stands in its file. */
export function checkpointText({ desk, ...place }: Checkpoint): string {
  const bytes = new TextBytes();
  for (const piece of deskPieces(desk)) bytes.add(piece);
  return `${checkpointHead(place, bytes)}${bytes.from(0)}\n`;
}

/** A line as it stands in a segment, with its end, and its hash. */
export function lineText(body: Iterable<string>, previous: string): { readonly line: string; readonly hash: string } {
  const bytes = new TextBytes();
  const hash = addLine(bytes, body, previous);
  return { line: bytes.from(0).toString(), hash };
}
