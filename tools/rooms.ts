/**
 * Who may import whom. One row a room; `npm run generate` turns the table into Biome's overrides in biome.json, and
 * tests/rooms plants a violation of every row to see it refused, and checks that every product file stands in a row.
 *
 * Every import is a neighbour (`./x.ts`, never `../`) or a room by name (`#domain/...`), so a row is a list of names.
 */
export interface Room {
  /** Folder, file or glob, from the root of the repository. No file stands in two rows. */
  readonly path: string;
  /** What it may import beside its own neighbours, as gitignore patterns of import specifiers. */
  readonly mayImport: readonly string[];
  /** Packages and rooms that would be the likeliest mistakes here; the test plants each. */
  readonly refuses: readonly string[];
}

const domain = '#domain/**';
const bridge = '#bridge/**';
const contract = '#proto/gen/**';
const node = ['node:*', 'node:*/*'];
const shared = '#main/hosts/*.ts';

/** Never imported by anything of the station. */
const notStation = ['#renderer/index.tsx', '#fixtures/source.ts', '#tests/support/startHost.ts', 'react', '../x.ts'];
/** Never imported by anything of the window. */
const notWindow = ['#main/station.ts', '#fixtures/source.ts', 'electron', 'node:fs', 'ws', '@grpc/grpc-js', '../x.ts'];

const link = '#renderer/intake/*.ts';
/** Colours, and that they have changed. */
const theme = '#renderer/theme/*.ts';

/** What the browser keeps of what the user chose. */
const kept = '#renderer/kept/*.ts';

/** What a priority looks like. */
const alarmSigns = '#renderer/alarms/*Sign*';

/** What is said of an alarm and of what people decided: the same words in the list and in the review. */
const alarmWords = [
  '#renderer/alarms/decisionWords.ts',
  '#renderer/alarms/episodeTexts.ts',
  '#renderer/alarms/opinion/*',
];

/** What every room of the window needs to draw: a subject's value, a time as text. */
const drawing = '#renderer/shared/*.ts';

/** A room of the window. Its data comes in as arguments: only the wall knows the other rooms. */
const windowRoom = (path: string, ...also: string[]): Room => ({
  path,
  mayImport: [domain, bridge, 'rxjs', 'react', `#${path}/**`, drawing, ...also],
  refuses: [...notWindow, '#renderer/wall/Wall.view.tsx'],
});

/** Every room of the product, one row each. */
export const rooms: readonly Room[] = [
  { path: 'domain', mayImport: [domain], refuses: ['rxjs', 'node:fs', 'fs', 'electron', '#bridge/pair.ts', '../x.ts'] },
  {
    path: 'bridge',
    mayImport: [domain],
    refuses: ['rxjs', 'node:fs', 'electron', 'ws', '#main/station.ts', '../x.ts'],
  },

  {
    path: 'main/gateway',
    mayImport: [domain, 'rxjs', '@grpc/grpc-js', contract, ...node, '#main/hosts/host.ts', '#main/config.ts'],
    refuses: [...notStation, 'electron', 'ws', '#main/relay/session.ts', '#main/hosts/node/serveWindow.ts'],
  },
  {
    path: 'main/alarms',
    mayImport: [domain, bridge, 'rxjs', ...node, '#main/hosts/host.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/relay/session.ts', '#main/acks/courier.ts'],
  },
  {
    // Nothing is kept on disk here: the record of alarms is what outlives the station.
    path: 'main/acks',
    mayImport: [domain, 'rxjs'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', 'node:fs', '#main/gateway/acknowledge.ts'],
  },
  {
    // Its record is a chain of lines like that of alarms, and is written and verified by the same code.
    path: 'main/notes',
    mayImport: [domain, bridge, ...node, '#main/alarms/*.ts', '#main/hosts/host.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', 'rxjs', '#main/relay/session.ts'],
  },
  {
    path: 'main/relay',
    mayImport: [domain, bridge, 'rxjs', '#main/hosts/host.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', 'node:fs', '#main/gateway/decode.ts'],
  },
  {
    // The key of the history and what is known of it; no patient's data comes here.
    path: 'main/history',
    mayImport: [domain, bridge, 'rxjs', ...node, '#main/hosts/host.ts', '#main/hosts/privateFile.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/alarms/alarmDesk.ts', '#main/relay/session.ts'],
  },
  {
    // What the waves say of an alarm. It hears of alarms and is asked nothing: neither the desk nor a session can wait for it.
    path: 'main/opinion',
    mayImport: [domain, 'rxjs', ...node, '#main/hosts/stationThread.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/alarms/alarmDesk.ts', '#main/relay/session.ts'],
  },
  {
    // What the waves say second by second. It is given samples and tells rates: alarms know nothing of it.
    path: 'main/watch',
    mayImport: [domain, 'rxjs', ...node, '#main/hosts/stationThread.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/alarms/alarmDesk.ts', '#main/relay/session.ts'],
  },
  {
    path: 'main/station.ts',
    mayImport: [
      domain,
      bridge,
      'rxjs',
      '#main/acks/*.ts',
      '#main/alarms/*.ts',
      '#main/gateway/*.ts',
      '#main/history/*.ts',
      '#main/notes/*.ts',
      '#main/opinion/*.ts',
      '#main/relay/*.ts',
      '#main/watch/*.ts',
      '#main/hosts/host.ts',
    ],
    refuses: [...notStation, 'electron', 'ws', 'node:http', '@grpc/grpc-js', '#main/hosts/systemHost.ts'],
  },
  {
    path: 'main/config.ts',
    mayImport: [domain, 'zod', 'jsonc-parser', ...node],
    refuses: [...notStation, 'electron', '@grpc/grpc-js', '#main/gateway/decode.ts'],
  },
  {
    path: 'main/hosts/*.ts',
    mayImport: [domain, '#main/config.ts', shared, 'zod', ...node],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/hosts/node/serveWindow.ts'],
  },
  {
    path: 'main/hosts/node',
    mayImport: [domain, bridge, '#main/station.ts', shared, ...node, 'ws'],
    refuses: [...notStation, 'electron', '@grpc/grpc-js', '#main/hosts/electron/shell.ts', '#main/relay/session.ts'],
  },
  {
    path: 'main/hosts/electron',
    mayImport: [domain, bridge, '#main/station.ts', shared, ...node, 'electron'],
    refuses: [...notStation, 'ws', '@grpc/grpc-js', '#main/hosts/node/serveWindow.ts', '#main/relay/session.ts'],
  },
  {
    path: 'main/node.ts',
    mayImport: ['#main/*.ts', shared, '#main/hosts/node/*.ts', ...node],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/hosts/electron/shell.ts'],
  },
  {
    // No patient data is decoded in the shell: it knows neither the station nor the bridge.
    path: 'main/electron.ts',
    mayImport: [shared, '#main/hosts/electron/shell.ts', ...node, 'electron'],
    refuses: [...notStation, 'ws', '@grpc/grpc-js', '#main/station.ts', '#bridge/pair.ts'],
  },
  {
    path: 'main/stationProcess.ts',
    mayImport: ['#main/*.ts', shared, '#main/hosts/electron/stationSide.ts'],
    refuses: [...notStation, 'electron', 'ws', '@grpc/grpc-js', '#main/hosts/electron/shell.ts'],
  },

  {
    path: 'preload',
    mayImport: ['electron'],
    refuses: ['node:fs', 'rxjs', '#main/station.ts', '#domain/time/clock.ts'],
  },

  windowRoom('renderer/carriers'),
  windowRoom('renderer/intake'),
  {
    path: 'renderer/kept',
    mayImport: [domain],
    refuses: [...notWindow, 'rxjs', 'react', '#renderer/wall/Wall.view.tsx'],
  },
  windowRoom('renderer/theme', kept),
  windowRoom('renderer/waveforms', link, theme, kept, 'uplot', 'uplot/**'),
  windowRoom('renderer/vitals', link),
  // Its worker has a carrier of its own.
  windowRoom('renderer/history', link, '#renderer/carriers/*.ts', 'dexie'),
  windowRoom(
    'renderer/review',
    theme,
    kept,
    '#renderer/history/*.ts',
    '#renderer/waveforms/**',
    alarmSigns,
    ...alarmWords,
    'uplot',
    'uplot/**',
  ),
  windowRoom('renderer/shared'),
  windowRoom('renderer/load', drawing),
  windowRoom('renderer/alarms', link, kept),
  {
    path: 'renderer/wall',
    mayImport: [domain, bridge, 'rxjs', 'react', 'react-dom', 'react-dom/*', '#renderer/**'],
    refuses: [...notWindow, 'uplot'],
  },
  {
    path: 'renderer/*',
    mayImport: [domain, '#renderer/**'],
    refuses: [...notWindow, 'uplot', 'rxjs'],
  },

  {
    path: 'fixtures',
    mayImport: [domain, contract, '@grpc/grpc-js', ...node, '#fixtures/**'],
    refuses: ['electron', 'rxjs', '#main/station.ts', '#renderer/index.tsx', '#bridge/pair.ts', '../x.ts'],
  },
];
