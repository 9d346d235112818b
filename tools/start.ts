import { parseArgs } from 'node:util';
import { appOptions, appUsage, hostName } from './appOptions.ts';
import { buildIfStale } from './build.ts';
import { commandLine, wholeNumber } from './commandLine.ts';
import { openApp } from './openApp.ts';

const usage = `npm start -- [--config FILE] [--host electron|browser] [--port P] [--headless]

Opens Vigil on the gateways named in vigil.config.json (start from vigil.config.example.jsonc).
  --config FILE   another configuration
${appUsage}`;

await commandLine(usage, async () => {
  const { values } = parseArgs({
    options: { ...appOptions, config: { type: 'string', default: 'vigil.config.json' } },
  });
  const host = hostName(values.host);
  const port = wholeNumber('port', values.port, 0, 65535);
  buildIfStale();
  const app = openApp({ host, configFile: values.config, port, headless: values.headless });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.close());
  return app.ended;
});
