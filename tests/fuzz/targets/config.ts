import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Random } from '#fixtures/patients/random.ts';
import { ConfigError, parseConfig, type ReadConfig } from '#main/config.ts';
import { readConfigFile } from '#main/hosts/configFile.ts';
import { type FuzzTarget, promise } from '#tests/fuzz/fuzzTarget.ts';
import { mutateBytes, oneOf } from '#tests/fuzz/mutateBytes.ts';
import { mutateJson } from '#tests/fuzz/mutateJson.ts';

const gateways = [
  { address: '127.0.0.1:50051', displayName: 'Simulated ward' },
  {
    address: 'icu3.gateway.example:50051',
    tls: { caFile: 'ca.pem', certFile: 'station.pem', keyFile: 'key.pem', serverName: 'icu3' },
  },
  { address: '10.1.2.3:50051', plaintext: true },
  { address: '[::1]:50052' },
];
const config = {
  stationName: 'Central station',
  dataFolder: 'vigil-data',
  staff: [
    { id: 'n.okafor', name: 'N. Okafor', role: 'nurse' },
    { id: 'dr.haas', name: 'Dr Haas', role: 'physician' },
  ],
  gateways,
};
const sound = JSON.stringify(config, null, 2);

/** One in so many goes by way of a file. */
const BY_FILE = 50;

/** The configuration file of a station: whatever stands in it, it is read, or it is said what is wrong and where. */
export const configTarget: FuzzTarget = {
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-fuzz-'));
    const file = join(folder, 'vigil.config.json');
    return {
      async try(random) {
        const [wrong, neighbours] = mutated(random);
        let read: ReadConfig;
        try {
          if (random.below(BY_FILE) === 0) {
            writeFileSync(file, wrong);
            read = await readConfigFile(file);
          } else read = parseConfig(new TextDecoder().decode(wrong), file);
        } catch (error) {
          promise(error instanceof ConfigError, () => `throws what is no ConfigError: ${String(error)}`);
          promise(saysWhere(error.message, file), () => `says not where: ${error.message.slice(0, 200)}`);
          return 'refused';
        }
        checkRead(read, file, folder);
        const has = (address: string): boolean => read.config.gateways.some((one) => one.address === address);
        for (const address of neighbours)
          promise(has(address), () => `gateway ${address} is gone, and nothing was wrong with it`);
        return read.problems.length > 0 ? 'read in part' : 'read';
      },
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

/** A file with something wrong, and the gateways whose entries were left alone, unless all of it is refused. */
function mutated(random: Random): [file: Buffer, neighbours: readonly string[]] {
  switch (random.below(4)) {
    case 0:
      return [mutateBytes(random, Buffer.from(sound)), []];
    case 1:
      return [mutateBytes(random, Buffer.from(mutateJson(random, config))), []];
    case 2:
      return [Buffer.from(mutateJson(random, config)), []];
    default: {
      // One entry is wrong; the others are not.
      const entry = oneOf(random, gateways);
      const others = gateways.filter((one) => one !== entry);
      const text = JSON.stringify({ ...config, gateways: [...others, 0] });
      const address = others.map((one) => one.address);
      return [Buffer.from(text.replace(/0\]\}$/, () => `${mutateJson(random, entry)}]}`)), address];
    }
  }
}

/** What may go on with, whatever stood in the file. */
function checkRead({ config: read, problems }: ReadConfig, file: string, folder: string): void {
  const addresses = new Set<string>();
  for (const { address, tls, displayName } of read.gateways) {
    const port = Number(/:(\d{1,5})$/.exec(address)?.[1]);
    promise(port >= 1 && port <= 65_535, () => `takes the address ${address}`);
    promise(!addresses.has(address), () => `has ${address} twice`);
    addresses.add(address);
    promise(displayName === undefined || displayName.length <= 80, () => 'takes a name that is a book');
    if (tls === undefined) continue;
    for (const path of [tls.caFile, tls.certFile, tls.keyFile])
      promise(path === undefined || isAbsolute(path), () => `takes the file ${path}`);
    promise((tls.certFile === undefined) === (tls.keyFile === undefined), () => 'takes a certificate without a key');
  }
  const people = new Set(read.staff.map(({ personId }) => personId));
  promise(people.size === read.staff.length, () => 'has a person twice');
  for (const { personId, role } of read.staff) {
    promise(/^[A-Za-z0-9._@-]{1,64}$/.test(personId), () => `takes the person ${personId}`);
    promise(['nurse', 'charge', 'physician'].includes(role), () => `takes the role ${role}`);
  }
  promise(typeof read.stationName === 'string' && read.stationName.length <= 80, () => 'takes a station name');
  promise(
    read.dataFolder === undefined || isAbsolute(read.dataFolder),
    () => `keeps its data in ${read.dataFolder} of ${folder}`,
  );
  for (const problem of problems) promise(saysWhere(problem, file), () => `says not where: ${problem.slice(0, 200)}`);
}

function saysWhere(message: string, file: string): boolean {
  return message.startsWith(`${file}:`) && message.length < 20_000;
}
