import { dirname, resolve } from 'node:path';
import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { z } from 'zod';
import { defaultSpaceLimits, type SpaceLimits } from '#domain/history/freeSpace.ts';
import { defaultKeepPolicy, type KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { Person } from '#domain/ward/staff.ts';

/** Files with PEM text for a mutual TLS link, absolute paths. */
export interface GatewayTls {
  /** Certificate authorities that may have signed the gateway's certificate. */
  readonly caFile: string;
  /** The station's own certificate and key; both or neither. */
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Name in the gateway's certificate, where it differs from the address. */
  readonly serverName?: string | undefined;
}

/** How to reach one ward gateway. */
export interface GatewayConfig {
  /** `host:port`. Also the gateway's id inside the station, since it is known before the gateway has ever answered. */
  readonly address: string;
  /** Name of the gateway for people; beds stand under the ward's own name, where the gateway tells one. */
  readonly displayName?: string | undefined;
  /** Unset: plain text. */
  readonly tls?: GatewayTls | undefined;
}

/** How the browsers of this station keep their history, and what opens it. Paths are absolute. */
export interface HistoryConfig {
  /** Where the key is kept; undefined: not said, and the host knows a place. */
  readonly keyFile: string | undefined;
  readonly keep: KeepPolicy;
  /** A folder on the disk where the browser keeps its profile; undefined: not said, and the host knows one. */
  readonly browserFolder: string | undefined;
  readonly space: SpaceLimits;
}

/** What a station is told by its configuration file. */
export interface StationConfig {
  readonly stationName: string;
  readonly gateways: readonly GatewayConfig[];
  /** Who works here, each id once. */
  readonly staff: readonly Person[];
  /** Where the station keeps what must outlive it, absolute; undefined: not said, and the host knows a place. */
  readonly dataFolder: string | undefined;
  readonly history: HistoryConfig;
}

/** A configuration, and what of its file could not be used: each with where, what, and what to do. */
export interface ReadConfig {
  readonly config: StationConfig;
  readonly problems: readonly string[];
}

/** A configuration that can't be used at all. The message says where, what, and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const gatewaySchema = z.strictObject({
  address: z.string().regex(/^(\[[0-9A-Fa-f:.]+\]|[^\s:/[\]]+):\d{1,5}$/, 'must be "host:port"'),
  displayName: z.string().trim().min(1).max(80).optional(),
  plaintext: z.boolean().optional(),
  tls: z
    .strictObject({
      caFile: z.string().min(1),
      certFile: z.string().min(1).optional(),
      keyFile: z.string().min(1).optional(),
      serverName: z.string().min(1).optional(),
    })
    .optional(),
});

/** Ids stand in decisions and go to gateways, so they are short, and a line (bridge/windowValues.ts). */
const personSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ @ -'),
  name: z.string().trim().min(1).max(80),
  role: z.enum(['nurse', 'charge', 'physician']),
});

const HOUR_MS = 3_600_000;
const GB = 1e9;

/** A year, and more than any one machine has. */
const hours = z.number().min(1).max(8760).optional();
const gigabytes = z.number().min(0.1).max(100_000).optional();

const historySchema = z
  .strictObject({
    keyFile: z.string().trim().min(1).optional(),
    keepHours: hours,
    keepStripsHours: hours,
    budgetGb: gigabytes,
    browserFolder: z.string().trim().min(1).optional(),
    warnBelowGb: gigabytes,
    stopBelowGb: gigabytes,
  })
  .refine((history) => spaceLimits(history).stopBelowBytes < spaceLimits(history).warnBelowBytes, {
    path: ['stopBelowGb'],
    error: 'must be less than warnBelowGb (20 where it is not given)',
  });

function spaceLimits({
  warnBelowGb = defaultSpaceLimits.warnBelowBytes / GB,
  stopBelowGb = defaultSpaceLimits.stopBelowBytes / GB,
}: {
  readonly warnBelowGb?: number | undefined;
  readonly stopBelowGb?: number | undefined;
}): SpaceLimits {
  return { warnBelowBytes: warnBelowGb * GB, stopBelowBytes: stopBelowGb * GB };
}

const stationSchema = z.strictObject({
  stationName: z.string().trim().min(1).max(80).optional(),
  gateways: z.array(z.unknown()),
  staff: z.array(z.unknown()).optional(),
  dataFolder: z.string().trim().min(1).optional(),
  history: historySchema.optional(),
});

/** A ward of a thousand gateways is a tenth of it, and a configuration is four deep: what is more is no configuration. */
const LONGEST_TEXT = 1_000_000;
const DEEPEST = 20;

/**
 * Reads a station's configuration: JSON with comments and trailing commas, keys as in vigil.config.example.jsonc, no
 * others. `where` is the file's path: messages begin with it, and files and folders are relative to its folder.
 *
 * An entry of a gateway or a person that can't be used costs that one only: it is left out and named in `problems`, each with
 * where, what, and what to do. Plain text is allowed to this machine only, unless the entry says `"plaintext": true`, because
 * the link carries patient data.
 *
 * @throws ConfigError when the text is no JSON, longer or deeper than any configuration, a key is given twice, or the part
 *   outside of the lists is wrong.
 */
export function parseConfig(text: string, where: string): ReadConfig {
  if (text.length > LONGEST_TEXT) {
    throw new ConfigError(
      `${where}:1:1: ${text.length} characters, at most ${LONGEST_TEXT}. Is it the right file? See vigil.config.example.jsonc.`,
    );
  }
  const places = new Places(text, where);
  refuseDepth(text, places);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  if (tree === undefined) {
    throw new ConfigError(`${where}:1:1: no settings in it. Copy vigil.config.example.jsonc and name your gateways.`);
  }
  const syntax = errors[0];
  if (syntax !== undefined) {
    const what = printParseErrorCode(syntax.error)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    throw new ConfigError(`${places.at(syntax.offset)}: not JSON (${what}). Correct the text there.`);
  }
  refuseRepeatedKeys(tree, places);

  const value: unknown = getNodeValue(tree);
  const station = stationSchema.safeParse(value, { error: plainWords });
  if (!station.success) {
    throw new ConfigError(describeIssues(station.error, tree, [], places).join('\n'));
  }

  const problems: string[] = [];
  const gateways: GatewayConfig[] = [];
  const takenBy = new Map<string, number>();
  station.data.gateways.forEach((entry, position) => {
    const path = ['gateways', position];
    const parsed = gatewaySchema.safeParse(entry, { error: plainWords });
    if (!parsed.success) {
      problems.push(
        ...describeIssues(parsed.error, tree, path, places).map((line) => `${line} This gateway is left out.`),
      );
      return;
    }
    const at = (key: string) => placeOf(tree, [...path, key], places);
    const { tls, plaintext, displayName } = parsed.data;
    const address = parsed.data.address.toLowerCase();
    const { host, port } = splitAddress(address);
    if (port < 1 || port > 65_535) {
      problems.push(`${at('address')}: port ${port} does not exist. Use 1 to 65535. This gateway is left out.`);
      return;
    }
    const earlier = takenBy.get(address);
    if (earlier !== undefined) {
      problems.push(
        `${at('address')}: ${address} is listed already as gateway ${earlier + 1}. Remove one of the two. This gateway is left out.`,
      );
      return;
    }
    if (tls !== undefined && plaintext === true) {
      problems.push(
        `${at('plaintext')}: both "tls" and "plaintext": true. Remove one of the two. This gateway is left out.`,
      );
      return;
    }
    if (tls !== undefined && (tls.certFile === undefined) !== (tls.keyFile === undefined)) {
      problems.push(
        `${at('tls')}: certFile and keyFile belong together. Give both or neither. This gateway is left out.`,
      );
      return;
    }
    if (tls === undefined && plaintext !== true && !isLoopback(host)) {
      problems.push(
        `${at('address')}: ${address} is another machine and the link would be plain text, with patient data in it. ` +
          'Add "tls", or "plaintext": true if the network itself is protected. This gateway is left out.',
      );
      return;
    }
    takenBy.set(address, position);
    const folder = dirname(where);
    gateways.push({
      address,
      displayName,
      tls: tls && {
        caFile: resolve(folder, tls.caFile),
        certFile: tls.certFile && resolve(folder, tls.certFile),
        keyFile: tls.keyFile && resolve(folder, tls.keyFile),
        serverName: tls.serverName,
      },
    });
  });
  const staff = readStaff(
    station.data.staff ?? [],
    problems,
    (path) => placeOf(tree, path, places),
    (error, path) => describeIssues(error, tree, path, places),
  );
  const { stationName = 'Central station', dataFolder, history = {} } = station.data;
  return {
    config: {
      stationName,
      gateways,
      staff,
      dataFolder: dataFolder && resolve(dirname(where), dataFolder),
      history: readHistory(history, dirname(where)),
    },
    problems,
  };
}

/** What is not said of the history is as by default. */
export const defaultHistory: HistoryConfig = readHistory({}, '');

function readHistory(history: z.infer<typeof historySchema>, folder: string): HistoryConfig {
  const { keyFile, keepHours, keepStripsHours, budgetGb, browserFolder } = history;
  const { keptMs, stripsKeptMs, budgetBytes } = defaultKeepPolicy;
  const kept = keepHours === undefined ? keptMs : keepHours * HOUR_MS;
  return {
    keyFile: keyFile && resolve(folder, keyFile),
    keep: {
      keptMs: kept,
      // What surrounds an alarm is not kept for less than the rest.
      stripsKeptMs: Math.max(kept, keepStripsHours === undefined ? stripsKeptMs : keepStripsHours * HOUR_MS),
      budgetBytes: budgetGb === undefined ? budgetBytes : budgetGb * GB,
    },
    browserFolder: browserFolder && resolve(folder, browserFolder),
    space: spaceLimits(history),
  };
}

/** Everybody whose entry can be used; the others go to `problems`. */
function readStaff(
  entries: readonly unknown[],
  problems: string[],
  placeAt: (path: (string | number)[]) => string,
  describe: (error: z.ZodError, path: (string | number)[]) => string[],
): Person[] {
  const staff = new Map<string, Person>();
  entries.forEach((entry, position) => {
    const path = ['staff', position];
    const parsed = personSchema.safeParse(entry, { error: plainWords });
    if (!parsed.success) {
      problems.push(...describe(parsed.error, path).map((line) => `${line} This person is left out.`));
      return;
    }
    const { id: personId, name: displayName, role } = parsed.data;
    if (staff.has(personId))
      problems.push(
        `${placeAt([...path, 'id'])}: "${personId}" is given to two people. Give them different ids. The second is left out.`,
      );
    else staff.set(personId, { personId, displayName, role });
  });
  return [...staff.values()];
}

function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Whoever walks through a tree of any depth ends where the stack does. */
function refuseDepth(text: string, places: Places): void {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const sign = text[scanner.getTokenOffset()];
    if (sign === '{' || sign === '[') depth++;
    if (sign === '}' || sign === ']') depth--;
    if (depth > DEEPEST) {
      throw new ConfigError(
        `${places.at(scanner.getTokenOffset())}: too deep; a configuration has lists in lists ${DEEPEST} deep at most. Correct the text there.`,
      );
    }
  }
}

/** JSON keeps the last of two equal keys without a word; a gateway list would vanish unseen. */
function refuseRepeatedKeys(node: Node, places: Places): void {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      if (seen.has(key.value)) {
        throw new ConfigError(`${places.at(key.offset)}: "${String(key.value)}" is given twice. Keep one of the two.`);
      }
      seen.add(key.value);
    }
    refuseRepeatedKeys(child, places);
  }
}

/** For people, to whom "expected string, received undefined" says little; undefined: the schema's own words. */
function plainWords(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_type' && issue.input === undefined ? 'is missing' : undefined;
}

function describeIssues(error: z.ZodError, tree: Node, path: readonly (string | number)[], places: Places): string[] {
  return error.issues.map((issue) => {
    const inside = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const full = [...path, ...inside, ...(unknownKey === undefined ? [] : [unknownKey])];
    const name = full.reduce<string>(
      (all, step) => (typeof step === 'number' ? `${all}[${step}]` : all ? `${all}.${step}` : step),
      '',
    );
    const what = unknownKey === undefined ? issue.message : 'unknown key';
    return `${placeOf(tree, full, places)}: ${name || 'the file'}: ${what}. See vigil.config.example.jsonc.`;
  });
}

/** Where the value at a path stands, or the nearest value around it that exists. */
function placeOf(tree: Node, path: readonly (string | number)[], places: Places): string {
  for (let length = path.length; length >= 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return places.at((node.parent?.type === 'property' ? node.parent : node).offset);
  }
  return places.at(0);
}

/** Tells places of a file as people do: file, line, column. */
class Places {
  readonly #where: string;
  /** Offset of each line's first character. */
  readonly #lines: readonly number[];

  constructor(text: string, where: string) {
    this.#where = where;
    this.#lines = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  at(offset: number): string {
    let [line, after] = [0, this.#lines.length];
    while (after - line > 1) {
      const middle = (line + after) >>> 1;
      if ((this.#lines[middle] ?? 0) <= offset) line = middle;
      else after = middle;
    }
    return `${this.#where}:${line + 1}:${offset - (this.#lines[line] ?? 0) + 1}`;
  }
}
