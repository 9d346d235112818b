import { AlarmPresence, type AlarmReport } from '#proto/gen/vigil/ward/v1/alarm.ts';
import { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import { frame, heartbeat, opening, type Scripted, serveScript } from './scriptedGateway.ts';

// A gateway in a process of its own that sends as much as it can of one thing. Prints its address.
const kind = process.argv[2] ?? '';
let made = 0;
let sequence = 0;

const { ALARM_PRESENCE_ON: ON, ALARM_PRESENCE_OFF: OFF } = AlarmPresence;
const report = (alarmId: string, presence: AlarmPresence): AlarmReport => ({
  alarmId,
  bedId: 'b1',
  code: 'MDC_EVT_HI',
  label: 'HR 142 > 120',
  kind: 1,
  priority: 2,
  presence,
  onsetNs: 0n,
  timeNs: 0n,
  sourceId: 0,
  acknowledgement: undefined,
  limit: undefined,
  owner: undefined,
});

/** A frame with these parts in it; they are written once, as parts of a message may stand behind each other. */
function sealed(content: Partial<Frame>): () => Buffer {
  const parts = Frame.encode(Frame.fromPartial(content)).finish();
  return () => {
    const head = Frame.encode(Frame.fromPartial({ sequence: BigInt(++sequence), sentNs: nowNs() })).finish();
    const body = Buffer.concat([head, parts]);
    return Buffer.concat([Buffer.from([0x12]), length(body.length), body]);
  };
}

function length(bytes: number): Buffer {
  const varint: number[] = [];
  let left = bytes;
  for (; left > 127; left >>>= 7) varint.push((left & 127) | 128);
  return Buffer.from([...varint, left]);
}

function nowNs(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

const samples = sealed({
  waveforms: [{ channelId: 9, firstIndex: 0n, samples: new Array<number>(200_000).fill(1000) }],
});
const comeAndGo = sealed({
  alarms: Array.from({ length: 500 }, (_, n) => report(`a${n >> 1}`, n % 2 === 0 ? ON : OFF)),
});

/** What comes every 10 ms. */
const floods: Readonly<Record<string, () => Scripted[]>> = {
  // 50,000 a second that say nothing.
  heartbeats: () => Array.from({ length: 500 }, heartbeat),
  // 40 MB a second.
  samples: () => [samples()],
  // 50,000 a second.
  reports: () => [comeAndGo()],
  // 10,000 a second.
  standing: () => [frame(++sequence, { alarms: Array.from({ length: 100 }, () => report(`s${made++}`, ON)) })],
};

const serving = await serveScript({
  describe: { gatewayId: 'flood' },
  subscribe: (_resume, send) => {
    send(opening(sequence + 1));
    setInterval(() => floods[kind]?.().forEach(send), 10);
  },
});
console.log(serving.address);
