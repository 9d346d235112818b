import type { StationMessage } from '#bridge/messages.ts';
import type { Alarm } from '#domain/alarms/alarm.ts';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Command } from '#domain/alarms/events.ts';
import type { CountName } from '#domain/ward/tally.ts';
import type { GatewayLine } from '#fixtures/faults/gatewayTalk.ts';
import type { SampleOwner } from '#fixtures/faults/signedWave.ts';
import type { JournalEntry } from '#main/alarms/journalLine.ts';
import { type AlarmFigures, AlarmTruth } from './alarmTruth.ts';
import { type CommandFigures, CommandTruth } from './commandTruth.ts';
import { LinkWatch } from './linkWatch.ts';
import { type SampleFigures, SampleTruth, type WindowSamples } from './sampleTruth.ts';
import { Tellings } from './tellings.ts';
import type { WindowLine } from './windowTalk.ts';

/** Counts of a gateway's that say: something of it is not here. */
const LOSS_COUNTS: readonly CountName[] = ['framesLost', 'framesLeftOut', 'epochChanges', 'expiredSamples'];

interface Epoch {
  readonly originMs: number;
  /** First frame that anybody was sent; null: none yet. */
  firstSequence: number | null;
  /** Frames before the first stream: nobody was there to be sent them. */
  early: Extract<GatewayLine, { of: 'frame' }>[];
}

interface Watched {
  readonly watch: LinkWatch;
  readonly samples: WindowSamples;
  readonly tellings: Tellings;
  /** What was lost of each gateway, by its own count, when it was told last. */
  readonly losses: Map<string, number>;
  droppedSamples: number;
}

/**
 * Knows all that gateways sent and all that windows got, and says what became of it. Lines of one process come in order; how
 * those of several processes lie to each other does not matter.
 */
export class Oracle {
  readonly #gatewayIds: ReadonlyMap<string, string>;
  readonly #samples: SampleTruth;
  readonly #alarms: AlarmTruth;
  /** By the alarm's key, the patients under whose names windows were told of it, by the id it has there. */
  readonly #whose = new Map<string, Map<string, string>>();
  readonly #commands = new CommandTruth();
  readonly #epochs = new Map<string, Epoch>();
  readonly #windows = new Map<string, Watched>();

  /** `gatewayIds`: the gateway behind each address of the station's configuration. `rateOf`: samples a second by label. */
  constructor(gatewayIds: ReadonlyMap<string, string>, rateOf: (label: string) => number) {
    this.#gatewayIds = gatewayIds;
    this.#samples = new SampleTruth(rateOf);
    this.#alarms = new AlarmTruth((address) => gatewayIds.get(address));
  }

  gateway(gatewayId: string, line: GatewayLine): void {
    switch (line.of) {
      case 'serving':
        // Frames made before it served are of this epoch too.
        this.#epoch(gatewayId, line.originMs);
        this.#alarms.restarted(gatewayId);
        break;
      case 'opening':
        this.#opened(gatewayId, line.firstSequence);
        for (const [address, id] of this.#gatewayIds) if (id === gatewayId) this.#commands.opened(address, line.atMs);
        break;
      case 'frame':
        this.#sent(gatewayId, line);
        break;
      case 'decided':
        if (line.isEffective) this.#commands.effective(line.commandId, line.atMs);
        break;
    }
  }

  window(name: string, line: WindowLine): void {
    const watched = this.#watched(name);
    const { watch, samples, tellings } = watched;
    switch (line.of) {
      case 'status':
        watch.status(line.state, line.atMs);
        if (line.state !== 'open') tellings.begin(null, line.atMs);
        break;
      case 'message':
        watch.message(line.message, line.atMs);
        this.#message(watched, line.message, line.atMs);
        break;
      case 'tick':
        for (const [channelId, firstIndex, raw] of line.blocks) {
          samples.block(channelId, firstIndex, raw, line.atMs);
          watch.block(channelId, firstIndex, raw.length, line.atMs);
        }
        watch.tickEnded(line.atMs);
        break;
      case 'issued':
        for (const decision of line.decisions) this.#commands.issued(name, decision, line.atMs);
        break;
      case 'notKnown':
        this.#commands.notKnown(line.bedKey, line.atMs);
        break;
    }
  }

  /** A window is there no longer: it shows nothing, and that is seen. */
  windowDied(name: string, atMs: number): void {
    this.#watched(name).tellings.begin(null, atMs);
    this.#commands.windowDied(name, atMs);
  }

  /** A window hung from then until then. */
  windowHung(name: string, fromMs: number, untilMs: number): void {
    this.#watched(name).samples.hung(fromMs, untilMs);
  }

  /** The station's record on disk, from its beginning to its end. */
  record(entries: Iterable<JournalEntry>): void {
    let desk = emptyDesk();
    for (const { atMs, content } of entries) {
      if (!('event' in content)) continue;
      const { underWay } = desk.alarms;
      desk = reduceDesk(desk, content.event, atMs).state;
      this.#recorded(content.event, desk);
      // What became of these, no window may have been told: their alarm was over.
      for (const id of underWay) if (!desk.alarms.underWay.includes(id)) this.#takenIn(desk.alarms.commands.get(id));
    }
  }

  watchOf(name: string): LinkWatch {
    return this.#watched(name).watch;
  }

  judge(): {
    readonly samples: SampleFigures;
    readonly alarms: AlarmFigures;
    readonly commands: CommandFigures;
    readonly examples: readonly string[];
  } {
    const [samples, alarms, commands] = [
      this.#samples.judge(),
      this.#alarms.judge(),
      this.#commands.judge((id) => this.#stands(id)),
    ];
    return {
      samples: samples.figures,
      alarms: alarms.figures,
      commands: commands.figures,
      examples: [...samples.examples, ...alarms.examples, ...commands.examples],
    };
  }

  #stands(alarmId: string): boolean {
    return [...this.#gatewayIds.keys()].some(
      (address) => alarmId.startsWith(`${address}/`) && this.#alarms.stands(address, alarmId.slice(address.length + 1)),
    );
  }

  #recorded(event: AlarmEvent, desk: Desk): void {
    switch (event.type) {
      case 'reported':
      case 'opened':
        for (const { report } of event.reports) this.#alarms.recorded(event.gatewayId, report.alarmKey);
        break;
      case 'decided':
        this.#takenIn(desk.alarms.commands.get(event.decision.commandId));
        break;
      case 'answered':
        this.#commands.answered(event.commandId, event.answer);
        break;
      default:
    }
  }

  #takenIn(command: Command | undefined): void {
    if (command === undefined) return;
    this.#commands.taken(command.commandId);
    this.#shown(command);
  }

  #shown(command: Command): void {
    // Of an alarm that has ended at the bedside and waits here to be seen.
    if (command.carried === null) this.#commands.staysHere(command.commandId, command.alarmId);
    // Too late, another patient lies there, or somebody wants it sent no more: people are told.
    const state = command.delivery?.state;
    if (state === 'lapsed' || state === 'dropped') this.#commands.refused(command.commandId);
  }

  #epoch(gatewayId: string, originMs: number): void {
    this.#epochs.set(gatewayId, { originMs, firstSequence: null, early: [] });
  }

  #opened(gatewayId: string, firstSequence: number): void {
    const epoch = this.#epochs.get(gatewayId);
    if (epoch === undefined || epoch.firstSequence !== null) return;
    epoch.firstSequence = firstSequence;
    for (const frame of epoch.early.splice(0)) this.#sent(gatewayId, frame);
  }

  #sent(gatewayId: string, frame: Extract<GatewayLine, { of: 'frame' }>): void {
    const epoch = this.#epochs.get(gatewayId);
    if (epoch === undefined) return;
    if (epoch.firstSequence === null) {
      epoch.early.push(frame);
      return;
    }
    if (frame.sequence < epoch.firstSequence) return;
    for (const [owner, firstIndex, samples] of frame.sent)
      this.#samples.sent(ownerOf(gatewayId, epoch.originMs, owner), firstIndex, samples);
    for (const alarmId of frame.alarmsOn) this.#alarms.sent(gatewayId, alarmId);
    for (const alarmId of frame.alarmsOff) this.#alarms.ended(gatewayId, alarmId);
  }

  #message(watched: Watched, message: StationMessage, atMs: number): void {
    const { samples, tellings, losses } = watched;
    switch (message.type) {
      case 'hello':
        samples.opened(atMs);
        this.#alarms.opened(samples.name);
        watched.droppedSamples = 0;
        losses.clear();
        tellings.end(null, atMs);
        break;
      case 'beds':
        samples.beds(message.gatewayId, message.beds, atMs);
        break;
      case 'gateway': {
        const { gatewayId: address, link, counts } = message.gateway;
        const gatewayId = this.#gatewayIds.get(address) ?? address;
        if (link.state === 'live') tellings.end(gatewayId, atMs);
        else tellings.begin(gatewayId, atMs);
        const lost = LOSS_COUNTS.reduce((sum, count) => sum + (counts[count] ?? 0), 0);
        const before = losses.get(address);
        losses.set(address, lost);
        if (before !== undefined && lost > before) tellings.moment(gatewayId, atMs);
        break;
      }
      case 'coverage':
        for (const channel of message.channels) samples.coverage(channel);
        break;
      case 'session':
        if (message.droppedSamples > watched.droppedSamples) tellings.moment(null, atMs);
        watched.droppedSamples = message.droppedSamples;
        break;
      case 'members':
        for (const member of message.changed) {
          this.#alarms.presented(samples.name, member);
          this.#follow(member.alarm);
          for (const command of member.commands) {
            this.#shown(command);
            this.#commands.waits(command.commandId, command.delivery?.state === 'held', atMs);
          }
        }
        break;
      case 'decisionKept':
        this.#commands.taken(message.commandId);
        break;
      case 'decisionRefused':
        this.#commands.refused(message.decision.commandId);
        break;
      default:
    }
  }

  /** What goes on at the bedside when another patient came stands twice: for the one before, and for who is there now. */
  #follow({ id, report, bedside, patientKey }: Alarm): void {
    const whose = this.#whose.get(report.alarmKey) ?? new Map<string, string>();
    this.#whose.set(report.alarmKey, whose.set(id, patientKey));
    if (bedside !== 'on') return;
    for (const [other, key] of whose) if (other !== id && key !== patientKey) this.#commands.callsAnew(other);
  }

  #watched(name: string): Watched {
    let watched = this.#windows.get(name);
    if (watched === undefined) {
      const tellings = new Tellings();
      const samples = this.#samples.window(name, (address) => this.#gatewayIds.get(address), tellings);
      watched = { watch: new LinkWatch(), samples, tellings, losses: new Map(), droppedSamples: 0 };
      this.#windows.set(name, watched);
    }
    return watched;
  }
}

function ownerOf(gatewayId: string, originMs: number, owner: string): SampleOwner {
  const [bedId = '', patientId = '', label = ''] = owner.split('/');
  return { gatewayId, originMs, bedId, patientId, label };
}
