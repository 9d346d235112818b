import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError, defaultHistory, parseConfig } from '#main/config.ts';

const where = '/etc/vigil/vigil.config.json';

function gateways(...entries: string[]): string {
  return `{\n  "gateways": [\n    ${entries.join(',\n    ')}\n  ]\n}`;
}

describe('the configuration of a station', () => {
  it('is understood as the commented example shows it', () => {
    const file = new URL('../../vigil.config.example.jsonc', import.meta.url);
    const { config, problems } = parseConfig(readFileSync(file, 'utf8'), where);
    expect(problems).toEqual([]);
    expect(config.stationName).toBe('Central station, building B');
    expect(config.gateways.map(({ address }) => address)).toEqual([
      'icu3.gateway.example:50051',
      '127.0.0.1:50051',
      '10.1.2.3:50051',
    ]);
    expect(config.staff).toEqual([
      { personId: 'n.okafor', displayName: 'N. Okafor', role: 'nurse' },
      { personId: 'm.lind', displayName: 'M. Lind', role: 'charge' },
      { personId: 'dr.haas', displayName: 'Dr Haas', role: 'physician' },
    ]);
    expect(config.dataFolder).toBe('/etc/vigil/vigil-data');
  });

  it('finds the data folder beside itself, or where it is told to', () => {
    expect(parseConfig('{"gateways": [], "dataFolder": "../data"}', where).config.dataFolder).toBe('/etc/data');
    expect(parseConfig('{"gateways": [], "dataFolder": "/var/lib/vigil"}', where).config.dataFolder).toBe(
      '/var/lib/vigil',
    );
  });

  it('says how long the history is kept and where its key is; what is not said is 72 hours in 30 GB', () => {
    const read = (history: string) => parseConfig(`{"gateways": [], "history": ${history}}`, where).config.history;
    expect(read('{}')).toEqual(defaultHistory);
    expect(defaultHistory.keep.keptMs).toBe(72 * 3_600_000);
    expect(read('{"keyFile": "../keys/k", "keepHours": 240, "budgetGb": 0.5}')).toMatchObject({
      keyFile: '/etc/keys/k',
      keep: { keptMs: 240 * 3_600_000, stripsKeptMs: 240 * 3_600_000, budgetBytes: 5e8 },
    });
    for (const wrong of ['{"keepHours": 0}', '{"budgetGb": -1}', '{"keepHours": "72"}', '{"key": "x"}'])
      expect(() => read(wrong)).toThrow(ConfigError);
  });

  it.each([
    ['without a name', '{"id": "b", "role": "nurse"}', /:3:46: staff\[1\]\.name: is missing\./],
    ['without an id', '{"name": "B", "role": "nurse"}', /staff\[1\]\.id: is missing\./],
    [
      'with an id that does not fit in a line',
      '{"id": "b\\nc", "name": "B", "role": "nurse"}',
      /staff\[1\]\.id: must be 1 to 64/,
    ],
    ['with a role that is none', '{"id": "b", "name": "B", "role": "boss"}', /staff\[1\]\.role: /],
    ['with an unknown key', '{"id": "b", "name": "B", "role": "nurse", "pin": 1}', /staff\[1\]\.pin: unknown key/],
    ['that is text', '"b"', /staff\[1\]: /],
    ['with the id of another', '{"id": "a", "name": "B", "role": "nurse"}', /:3:47: "a" is given to two people/],
  ])('leaves out a person %s, says where and why, and keeps the others', (_, entry, problem) => {
    const text = `{"gateways": [],\n "staff": [\n  {"id": "a", "name": "A", "role": "nurse"},\n  ${entry}, {"id": "z", "name": "Z", "role": "charge"}]}`;
    const { config, problems } = parseConfig(text.replace('},\n  ', '}, '), where);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems[0]).toContain(`${where}:3:`);
    expect(problems[0]).toContain('left out');
    expect(config.staff.map(({ personId }) => personId)).toEqual(['a', 'z']);
  });

  it('is refused where it is deeper than any is, and names the place', () => {
    const text = `{"gateways": [\n  ${'['.repeat(200_000)}`;
    expect(() => parseConfig(text, where)).toThrow(ConfigError);
    expect(() => parseConfig(text, where)).toThrow(`${where}:2:21: too deep`);
  });

  it('is refused when it is a book', () => {
    const text = `{"gateways": []}${' '.repeat(2_000_000)}`;
    expect(() => parseConfig(text, where)).toThrow(`${where}:1:1: 2000016 characters, at most 1000000`);
  });

  it('of thousands of entries of which each is wrong is read in seconds', () => {
    const text = gateways(...Array.from({ length: 20_000 }, () => '{"address": 1}'));
    const beganMs = performance.now();
    expect(parseConfig(text, where).problems).toHaveLength(20_000);
    expect(performance.now() - beganMs).toBeLessThan(5000);
  });

  it('names the station when the file does not', () => {
    expect(parseConfig('{"gateways": []}', where).config).toMatchObject({
      stationName: 'Central station',
      gateways: [],
      staff: [],
    });
  });

  it('finds certificate files beside itself', () => {
    const text = gateways(
      '{"address": "icu:1", "tls": {"caFile": "ca.pem", "certFile": "/c.pem", "keyFile": "../k.pem"}}',
    );
    expect(parseConfig(text, where).config.gateways[0]?.tls).toEqual({
      caFile: '/etc/vigil/ca.pem',
      certFile: '/c.pem',
      keyFile: '/etc/k.pem',
      serverName: undefined,
    });
  });

  it.each([
    ['is empty', '', /:1:1: no settings in it/],
    ['holds comments only', '// later', /:1:1: no settings in it/],
    ['breaks off', '{\n  "gateways": [', /:2:16: not JSON/],
    ['has text after its end', '{"gateways": []} x', /:1:18: not JSON/],
    ['is a list', '[]', /:1:1: the file: /],
    ['has no gateways', '{\n "stationName": "A"\n}', /:1:1: gateways: is missing\./],
    ['has an unknown key', '{\n "gateways": [],\n "gatways": []\n}', /:3:2: gatways: unknown key/],
    ['names the station with a number', '{"stationName": 7, "gateways": []}', /:1:2: stationName: /],
    ['has a staff that is no list', '{"gateways": [], "staff": {}}', /:1:18: staff: /],
    ['has an empty data folder', '{"gateways": [], "dataFolder": " "}', /:1:18: dataFolder: /],
    ['gives a key twice', '{"gateways": [{"address": "a:1"}],\n "gateways": []}', /:2:2: "gateways" is given twice/],
  ])('is refused as a whole, with line and column, when it %s', (_, text, message) => {
    expect(() => parseConfig(text, where)).toThrow(ConfigError);
    expect(() => parseConfig(text, where)).toThrow(message);
    expect(() => parseConfig(text, where)).toThrow(where);
  });

  const good = '{"address": "127.0.0.1:50051"}';

  it.each([
    ['without an address', '{"displayName": "ICU 3"}', /:4:5: gateways\[1\]\.address: is missing\./],
    ['without a port', '{"address": "icu3"}', /:4:6: gateways\[1\]\.address: must be "host:port"/],
    ['with a port that does not exist', '{"address": "127.0.0.1:70000"}', /port 70000 does not exist/],
    ['without an address', '{"displayName": "ICU"}', /:4:5: gateways\[1\]\.address: /],
    ['with an unknown key', '{"address": "127.0.0.1:1", "adress": ""}', /:4:32: gateways\[1\]\.adress: unknown key/],
    ['listed twice', good, /127\.0\.0\.1:50051 is listed already as gateway 1/],
    ['listed twice in other letters', '{"address": "LOCALHOST:1"},{"address": "localhost:1"}', /is listed already/],
    ['that is text', '"127.0.0.1:1"', /:4:5: gateways\[1\]: /],
    [
      'with a certificate without its key',
      '{"address": "a:1", "tls": {"caFile": "a", "certFile": "b"}}',
      /belong together/,
    ],
    [
      'both with and without encryption',
      '{"address": "a:1", "plaintext": true, "tls": {"caFile": "a"}}',
      /both "tls" and/,
    ],
    ['with an empty caFile', '{"address": "a:1", "tls": {"caFile": ""}}', /tls\.caFile/],
  ])('leaves out a gateway %s, says where and why, and keeps the others', (_, entry, problem) => {
    const { config, problems } = parseConfig(gateways(good, entry, '{"address": "[::1]:50052"}'), where);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).toContain(`${where}:`);
    expect(problems[0]).toContain('left out');
    expect(config.gateways[0]?.address).toBe('127.0.0.1:50051');
    expect(config.gateways.at(-1)?.address).toBe('[::1]:50052');
  });

  it.each(['10.0.0.5:50051', 'icu3.example:50051', '127.evil.example:1', '[fe80::1]:1'])(
    'does not send patient data to %s in plain text unless it is told to',
    (address) => {
      const { config, problems } = parseConfig(gateways(JSON.stringify({ address })), where);
      expect(config.gateways).toEqual([]);
      expect(problems[0]).toMatch(/plain text, with patient data/);
      const allowed = parseConfig(gateways(JSON.stringify({ address, plaintext: true })), where);
      expect(allowed.problems).toEqual([]);
      expect(allowed.config.gateways).toHaveLength(1);
    },
  );

  it.each(['127.0.0.1:1', '127.5.6.7:1', 'localhost:1', '[::1]:1'])(
    'allows plain text on this machine: %s',
    (address) => {
      expect(parseConfig(gateways(JSON.stringify({ address })), where).problems).toEqual([]);
    },
  );
});
