/**
 * Who may import whom. One row a room; `npm run generate` turns the table into Biome's overrides in biome.json, and
 * tests/rooms plants a violation of every row to see it refused.
 *
 * Every import is a neighbour (`./x.ts`, never `../`) or a room by name (`#domain/...`), so a row is a list of names.
 */
export interface Room {
  /** Folder or file, from the root of the repository. */
  readonly path: string;
  /** What it may import beside its own neighbours, as gitignore patterns of import specifiers. */
  readonly mayImport: readonly string[];
  /** Packages and rooms that would be the likeliest mistake here; the test plants each. */
  readonly refuses: readonly string[];
}

const contract = '#proto/gen/**';
const node = ['node:*', 'node:*/*'] as const;

/** The rooms of the station that carry the data, without gateway, which alone speaks gRPC. */
const stationRoom = (path: string): Room => ({
  path,
  mayImport: ['#domain/**', '#bridge/**', 'rxjs', `#${path}/**`, '#main/hosts/host.ts'],
  refuses: ['electron', '@grpc/grpc-js', '#renderer/wall/tile.view.tsx', '#fixtures/source.ts', 'ws', 'react'],
});

/** A room of the window. Data comes in as arguments; only the wall knows the other rooms. */
const windowRoom = (path: string, also: readonly string[] = []): Room => ({
  path,
  mayImport: ['#domain/**', 'rxjs', 'react', `#${path}/**`, './**', ...also],
  refuses: [
    'electron',
    'node:fs',
    '#main/station.ts',
    '#renderer/wall/wall.view.tsx',
    '@grpc/grpc-js',
    '#fixtures/source.ts',
    '../x.ts',
  ],
});

const window = {
  link: '#renderer/intake/*.ts',
  colours: '#renderer/parameterColours.ts',
  bridge: '#bridge/**',
};

export const rooms: readonly Room[] = [
  {
    path: 'domain',
    mayImport: ['#domain/**'],
    refuses: [
      'rxjs',
      'node:fs',
      'fs',
      'electron',
      '#bridge/carrier.ts',
      '#main/station.ts',
      '#renderer/index.tsx',
      '../x.ts',
    ],
  },
  {
    path: 'bridge',
    mayImport: ['#domain/**'],
    refuses: ['rxjs', 'node:fs', 'electron', 'ws', '#main/station.ts', '#renderer/index.tsx', '../x.ts'],
  },
  {
    path: 'main/gateway',
    mayImport: ['#domain/**', 'rxjs', '@grpc/grpc-js', contract, ...node, '#main/hosts/host.ts', '#main/config.ts'],
    refuses: ['electron', 'ws', '#main/relay/session.ts', '#renderer/index.tsx', '#fixtures/source.ts', 'react'],
  },
  stationRoom('main/relay'),
  {
    path: 'main/station.ts',
    mayImport: [
      '#domain/**',
      '#bridge/**',
      'rxjs',
      '#main/gateway/**',
      '#main/relay/**',
      '#main/hosts/host.ts',
      './**',
    ],
    refuses: [
      'electron',
      'ws',
      'node:http',
      '#main/hosts/node/systemHost.ts',
      '#renderer/index.tsx',
      '#fixtures/source.ts',
    ],
  },
  {
    path: 'main/config.ts',
    mayImport: ['zod', 'jsonc-parser', ...node, './**'],
    refuses: ['electron', '@grpc/grpc-js', '#renderer/index.tsx', '#fixtures/source.ts'],
  },
  {
    path: 'main/hosts/node',
    mayImport: [
      '#domain/**',
      '#bridge/**',
      '#main/*.ts',
      '#main/hosts/*.ts',
      '#main/hosts/node/**',
      ...node,
      'ws',
      'rxjs',
    ],
    refuses: [
      'electron',
      '@grpc/grpc-js',
      '#renderer/index.tsx',
      '#fixtures/source.ts',
      '#main/hosts/electron/shell.ts',
    ],
  },
  {
    path: 'main/hosts/electron',
    mayImport: [
      '#domain/**',
      '#bridge/**',
      '#main/*.ts',
      '#main/hosts/*.ts',
      '#main/hosts/electron/**',
      ...node,
      'electron',
    ],
    refuses: ['ws', '@grpc/grpc-js', '#renderer/index.tsx', '#fixtures/source.ts'],
  },
  {
    path: 'preload',
    mayImport: ['electron'],
    refuses: ['node:fs', 'rxjs', '#main/station.ts', '#domain/time/clock.ts'],
  },
  windowRoom('renderer/carriers', [window.bridge]),
  windowRoom('renderer/intake', [window.bridge]),
  windowRoom('renderer/waveforms', [window.bridge, window.link, window.colours, 'uplot', 'uplot/**']),
  windowRoom('renderer/vitals', [window.bridge, window.link, window.colours]),
  windowRoom('renderer/alarms', [window.bridge, window.link, window.colours]),
  {
    path: 'renderer/wall',
    mayImport: ['#domain/**', '#bridge/**', 'rxjs', 'react', 'react-dom', 'react-dom/*', '#renderer/**', './**'],
    refuses: ['electron', 'node:fs', 'uplot', '#main/station.ts', '#fixtures/source.ts', '../x.ts'],
  },
  {
    path: 'fixtures',
    mayImport: ['#domain/**', contract, '@grpc/grpc-js', ...node, '#fixtures/**'],
    refuses: ['electron', 'rxjs', '#main/station.ts', '#renderer/index.tsx', '#bridge/carrier.ts', '../x.ts'],
  },
];
