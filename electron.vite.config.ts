import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;

// Three builds into out/: main (shell, station process, browser host), preload, renderer. Rooms stand at the top, so
// every input is named. Imports of rooms (#domain/...) are bundled; npm packages stay packages in main.
export default defineConfig({
  main: {
    build: {
      outDir: `${root}/out/main`,
      // Electron 45 has Node 24, but the browser host runs on any Node that package.json allows.
      target: 'node20',
      rolldownOptions: {
        input: {
          electron: `${root}/main/electron.ts`,
          stationProcess: `${root}/main/stationProcess.ts`,
          node: `${root}/main/node.ts`,
          // Threads of the station, found beside whatever chunk starts them (main/hosts/stationThread.ts).
          'judge.worker': `${root}/main/opinion/judge.worker.ts`,
          'watch.worker': `${root}/main/watch/watch.worker.ts`,
        },
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: `${root}/out/preload`,
      // A sandboxed preload is CommonJS and can't load packages.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: `${root}/preload/index.ts` },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: `${root}/renderer`,
    plugins: [react()],
    build: {
      outDir: `${root}/out/renderer`,
      target: 'es2023',
      minify: true,
      // The page's policy allows no data: but for images; a font or a worker as data: would be refused.
      assetsInlineLimit: 0,
      rolldownOptions: { input: `${root}/renderer/index.html` },
    },
  },
});
