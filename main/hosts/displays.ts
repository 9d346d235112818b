import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DisplaySize } from '#domain/display/displays.ts';
import { parseEdid } from '#domain/display/edid.ts';
import type { Host } from './host.ts';

/** Where Linux shows its graphics connectors: a folder each, with `status` and the screen's own `edid`. */
const CONNECTORS = '/sys/class/drm';

/**
 * Makes a function that says how large the screens are that are plugged in now. It reads a few small files of the
 * kernel and never fails: a screen that does not say its size is left out, with one line in the log however often it is
 * asked; a machine without such files knows none. So does any system but Linux.
 */
export function displayReader(log: Host['log'], folder: string = CONNECTORS): () => readonly DisplaySize[] {
  const said = new Set<string>();
  const sayOnce = (line: string): void => {
    if (said.has(line)) return;
    said.add(line);
    log('warn', line);
  };
  return () => {
    try {
      return connectors(folder).flatMap((connector) => display(folder, connector, sayOnce));
    } catch (error) {
      sayOnce(`the sizes of the screens can't be read: ${String(error)}`);
      return [];
    }
  };
}

function connectors(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function display(folder: string, connector: string, sayOnce: (line: string) => void): DisplaySize[] {
  const doubt = (why: string): [] => {
    sayOnce(`screen at ${connector}: ${why}; its size must be measured with a card`);
    return [];
  };
  try {
    if (readFileSync(join(folder, connector, 'status'), 'utf8').trim() !== 'connected') return [];
    const size = parseEdid(readFileSync(join(folder, connector, 'edid')));
    return size === null ? doubt('does not say how large it is') : [size];
  } catch (error) {
    // The folder also holds cards and a version, which have neither file.
    return isAbsence(error) ? [] : doubt(`can't be read (${String(error)})`);
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
