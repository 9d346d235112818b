import type { WrittenFile } from './exportJob.ts';

/** A browser has begun to read a file long before; without an end it would be held as long as the window. */
const HELD_MS = 60_000;

/** Hands a file out as browsers do: into the folder of downloads, or where the user says. Works in both hosts. */
export function saveFile({ name, mediaType, bytes }: WrittenFile): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), HELD_MS);
}
