import { BehaviorSubject, type Observable, Subject, Subscription } from 'rxjs';
import type { SoundRole } from '#bridge/messages.ts';
import type { SoundWanted } from '#domain/alarms/audible.ts';
import { type SoundingPriority, soundPlan } from '#domain/alarms/sounds.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Keeper } from '#renderer/kept/keeper.ts';
import { BurstPlayer } from './burstPlayer.ts';
import { Election, type SoundChannel } from './election.ts';
import { healthTexts, LOOK_EVERY_MS, look, newWatch, type OutputHealth, type OutputWatch } from './outputHealth.ts';
import type { PlayedBurst } from './playBurst.ts';
import type { OpenOutput, SoundOutput } from './soundOutput.ts';
import { levelOf, readVolume, USUAL_VOLUME, type Volume } from './volume.ts';

/** What this window does for the station's alarms to be heard. */
export interface SoundReport {
  /** `standby`: it could sound, and another window of this browser does, or will be found dead within 2 s. */
  readonly role: SoundRole;
  /** For people; '' unless it cannot. */
  readonly why: string;
}

export interface AlarmSoundState extends SoundReport {
  /** Another window of this browser shows that it sounds. */
  readonly isElsewhere: boolean;
  readonly volume: Volume;
}

/** What stands on the browser; a test has several windows in one page. */
export interface SoundSurroundings {
  readonly locks: Pick<LockManager, 'request'>;
  /** Opened for this sound alone, and closed with it. */
  readonly channel: SoundChannel;
  readonly openOutput: OpenOutput;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Calls until the returned function is called; also while the window is hidden. */
  readonly every: (periodMs: number, run: () => void) => () => void;
  /** Where clicks and keys arrive: they let a page sound. */
  readonly gestures: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  readonly keeper: Pick<Keeper, 'read' | 'keep'>;
  /** Any text no other window has. */
  readonly id: string;
}

const KEPT_NAME = 'vigil.sound-volume';
const REPORT_EVERY_MS = 1_000;
/** Between two attempts to get an output back. */
const RESUME_AFTER_MS = 1_000;
/** The same where a new one has to be opened: a loudspeaker by radio takes a second or two to answer. */
const REOPEN_AFTER_MS = 3_000;
const gestureTypes = ['pointerdown', 'pointerup', 'keydown'] as const;

/**
 * Lets alarms be heard: in one window of this browser, the one that is elected among those that can sound. Whether it
 * truly does is looked at ten times a second, told in `state`, and reported once a second from every window, so that
 * silence is itself an alarm.
 *
 * It silences nothing: what is wanted sounds until it is wanted no more.
 */
export class AlarmSound {
  readonly state: BehaviorSubject<AlarmSoundState>;
  /** Once a second, for the station. Ends when this is disposed. */
  readonly reports: Observable<SoundReport>;
  readonly #reports = new Subject<SoundReport>();
  readonly #surroundings: SoundSurroundings;
  readonly #election: Election;
  readonly #player = new BurstPlayer();
  readonly #subscriptions = new Subscription();
  #wanted: SoundWanted | null = null;
  #volume: Volume;
  #output: SoundOutput | null = null;
  #watch: OutputWatch;
  #triedMs: number;
  #reportedMs: number;
  /** A sound of the sound check. */
  #checked: PlayedBurst | null = null;

  /** `wanted`: the most urgent that is to be heard now; null: nothing. Its value is asked for at once. */
  constructor(wanted: Observable<SoundWanted | null>, surroundings: SoundSurroundings) {
    this.#surroundings = surroundings;
    const { clock, channel, keeper, every, gestures } = surroundings;
    this.reports = this.#reports.asObservable();
    this.#volume = keeper.read(KEPT_NAME, readVolume) ?? USUAL_VOLUME;
    this.#reportedMs = clock.monotonicMs();
    this.#triedMs = this.#reportedMs;
    this.#watch = newWatch(this.#reportedMs);
    this.#open();
    this.#election = new Election(surroundings);
    channel.hear((message) => this.#hear(message));
    this.state = new BehaviorSubject(this.#newState());
    const onGesture = () => this.#onGesture();
    for (const type of gestureTypes) {
      // Before anybody else: who handles a click may stop it.
      gestures.addEventListener(type, onGesture, { capture: true });
      this.#subscriptions.add(() => gestures.removeEventListener(type, onGesture, { capture: true }));
    }
    this.#subscriptions.add(this.#election.isElected.subscribe(() => this.#follow()));
    this.#subscriptions.add(this.#election.isElsewhere.subscribe(() => this.#follow()));
    this.#subscriptions.add(
      wanted.subscribe((next) => {
        this.#wanted = next;
        this.#follow();
      }),
    );
    this.#subscriptions.add(every(LOOK_EVERY_MS, () => this.#beat()));
  }

  /** Falls silent and lets go of everything; another window takes over. A second call changes nothing. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
    this.#election.dispose();
    this.#player.beat(null, null, 0);
    this.#checked?.cut();
    this.#output?.close();
    this.#output = null;
    this.#surroundings.channel.close();
    this.#reports.complete();
    this.state.next({ ...this.state.value, role: 'cannot', why: 'closed', isElsewhere: false });
  }

  /** Holds for all windows of this browser, from the next burst on, and is kept. */
  setVolume(volume: Volume): void {
    this.#surroundings.keeper.keep(KEPT_NAME, String(volume));
    this.#surroundings.channel.say({ volume });
    this.#volume = volume;
    this.#publish();
  }

  /**
   * Plays one burst of a priority for people who check the sound, in this window, elected or not. Answers its length in
   * milliseconds; null: it can't, or alarms sound here, which go before.
   */
  check(priority: SoundingPriority): number | null {
    const output = this.#output;
    if (output === null || this.#watch.health !== 'runs') return null;
    if (this.#wanted !== null && this.#election.isElected.value) return null;
    const plan = soundPlan(priority, false);
    const startS = Math.max(output.timeS, this.#checked?.cut() ?? 0);
    this.#checked = output.play(plan, startS, levelOf(this.#volume));
    return (startS - output.timeS) * 1000 + plan.lengthMs;
  }

  #beat(): void {
    const nowMs = this.#surroundings.clock.monotonicMs();
    this.#lookAtOutput(nowMs);
    this.#election.beat(this.#watch.health === 'runs');
    this.#follow();
    if (nowMs - this.#reportedMs < REPORT_EVERY_MS) return;
    this.#reportedMs = nowMs;
    const { role, why } = this.state.value;
    this.#reports.next({ role, why });
  }

  /** Sees whether sound goes out, and tries to get it back where it does not. */
  #lookAtOutput(nowMs: number): void {
    if (this.#output !== null) this.#watch = look(this.#watch, this.#output, nowMs);
    const { health } = this.#watch;
    if (health === 'runs' || health === 'starts') return;
    const output = this.#output;
    const isHeld = output?.state === 'suspended' || output?.state === 'interrupted';
    if (nowMs - this.#triedMs < (isHeld ? RESUME_AFTER_MS : REOPEN_AFTER_MS)) return;
    this.#triedMs = nowMs;
    if (isHeld) output.resume();
    else this.#open();
  }

  /** Opens an output, instead of one that is closed or whose device is gone. */
  #open(): void {
    const { openOutput, clock } = this.#surroundings;
    const hasRun = this.#watch.hasRun;
    const before = this.#watch.health;
    this.#player.beat(null, null, 0);
    this.#checked = null;
    this.#output?.close();
    try {
      this.#output = openOutput();
      this.#output.resume();
      this.#watch = newWatch(clock.monotonicMs());
      // What was told to be wrong stays wrong until sound goes out.
      if (hasRun || before === 'silent') this.#watch = { ...this.#watch, health: before, hasRun };
    } catch {
      this.#output = null;
      this.#watch = { ...this.#watch, health: 'silent' };
    }
  }

  #onGesture(): void {
    if (this.#watch.health === 'runs') return;
    if (this.#output === null || this.#output.state === 'closed') this.#open();
    else this.#output.resume();
  }

  /** Plays what is wanted if this window is the one, and tells. */
  #follow(): void {
    const isSounding = this.#election.isElected.value && this.#watch.health === 'runs';
    const output = isSounding ? this.#output : null;
    if (output !== null && this.#wanted !== null) {
      this.#checked?.cut();
      this.#checked = null;
    }
    this.#player.beat(output, this.#wanted, levelOf(this.#volume));
    this.#publish();
  }

  #hear(message: unknown): void {
    if (typeof message !== 'object' || message === null || !('volume' in message)) return;
    this.#volume = readVolume(message.volume) ?? this.#volume;
    this.#publish();
  }

  #publish(): void {
    const next = this.#newState();
    const held = this.state.value;
    const isSame = (Object.keys(next) as (keyof AlarmSoundState)[]).every((name) => next[name] === held[name]);
    if (!isSame) this.state.next(next);
  }

  #newState(): AlarmSoundState {
    const { health } = this.#watch;
    return {
      ...roleOf(health, this.#election.isElected.value),
      isElsewhere: this.#election.isElsewhere.value,
      volume: this.#volume,
    };
  }
}

function roleOf(health: OutputHealth, isElected: boolean): SoundReport {
  if (health !== 'runs') return { role: 'cannot', why: healthTexts[health] };
  return { role: isElected ? 'sounding' : 'standby', why: '' };
}
