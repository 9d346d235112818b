import type { Setting, SettingRefusal } from '#domain/alarms/activation.ts';
import type { AlarmCountName, AlarmCounts } from '#domain/alarms/counts.ts';
import type { Decision, NamedBed } from '#domain/alarms/events.ts';
import type { LoadReport } from '#domain/alarms/load/loadReport.ts';
import type { ToldLimits } from '#domain/alarms/load/triedLimit.ts';
import type { WhatIf } from '#domain/alarms/load/whatIf.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { Problem } from '#domain/alarms/shape.ts';
import type { Trail } from '#domain/alarms/trail.ts';
import type { DisplaySize } from '#domain/display/displays.ts';
import type { ExportRecord } from '#domain/export/exportRecord.ts';
import type { HistorySpace } from '#domain/history/freeSpace.ts';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { NoteDraft, NoteRefusal, StayNote } from '#domain/notes/note.ts';
import type { BedRates } from '#domain/rates/bedRates.ts';
import type { Block } from '#domain/signals/block.ts';
import type { ChannelStateChange } from '#domain/signals/channel.ts';
import type { Coverage } from '#domain/signals/coverage.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Person } from '#domain/ward/staff.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { PatientKey } from '#domain/ward/whose.ts';

/** Version of this wire. Station and window are built together; a difference means a stale page, which says so. */
export const BRIDGE_VERSION = 9;

/**
 * From the station: text, always in order. None is ever dropped but marks, which are dropped and counted like samples;
 * observations are joined to the latest of each numeric while a window is slow. Samples travel beside it as
 * {@link WaveTick}.
 */
export type StationMessage =
  | {
      /** First message of a session. */
      readonly type: 'hello';
      readonly bridgeVersion: number;
      readonly stationName: string;
      /** Product version, for the about page. */
      readonly version: string;
      /** What went wrong while the station was set up (a gateway entry refused ...): where, what, what to do. */
      readonly notices: readonly string[];
      /** What the station's machine knows of the screens plugged into it; empty where it cannot know. */
      readonly displays: readonly DisplaySize[];
      /** Who works here, as configured; a window may name others. */
      readonly staff: readonly Person[];
    }
  /** A gateway as it is now; replaces what was known of it. */
  | { readonly type: 'gateway'; readonly gateway: GatewayView }
  /** All beds of a gateway as they are now, in ward order; replaces what was known of them. */
  | { readonly type: 'beds'; readonly gatewayId: string; readonly beds: readonly Bed[] }
  /**
   * What beds were called when their gateway told them last, perhaps before this start of the station: for alarms of beds
   * that no `beds` describes. Once a session, before its members.
   */
  | { readonly type: 'bedsLastKnown'; readonly beds: readonly NamedBed[] }
  | { readonly type: 'observations'; readonly observations: readonly Observation[] }
  /**
   * What the station itself finds in the waves: once a second the beds of which that is another, and each every five seconds. Goes to
   * windows that somebody looks at; one that is slow misses it, as it is told again.
   */
  | { readonly type: 'waveRates'; readonly beds: readonly BedRates[] }
  | { readonly type: 'channelStates'; readonly states: readonly ChannelStateChange[] }
  /**
   * Alarms that stand, new or otherwise than before, and ids of those that stand no longer. The first of a session tells all
   * that stand; what a window held before is void. One that went in the moment in which it was answered is in both, as it
   * was answered: gone it is all the same.
   */
  | { readonly type: 'members'; readonly changed: readonly Member[]; readonly gone: readonly string[] }
  /** Where patients came from, and what they had there; replaces what was known. The first of a session comes before its members. */
  | { readonly type: 'trails'; readonly trails: readonly Trail[] }
  /** What is so for all alarms; replaces what was known. The first of a session comes before its members. */
  | { readonly type: 'alarmState'; readonly state: AlarmState }
  /** A decision had no effect; goes to the window that sent it. */
  | { readonly type: 'decisionRefused'; readonly decision: Decision; readonly because: AlarmCountName }
  /** A decision can no longer be lost: it stands in the record, with or without effect; goes to the window that sent it. */
  | { readonly type: 'decisionKept'; readonly commandId: string }
  /** A pause or an off had none; likewise. */
  | { readonly type: 'settingRefused'; readonly setting: Setting; readonly because: SettingRefusal }
  /** To the window that asked. */
  | { readonly type: 'answer'; readonly askId: string; readonly answer: AlarmAnswer }
  /**
   * Beats and pacer pulses as the devices found them, each once: those of the recent past that was asked for after the
   * beds, from then on the new ones. The samples they stand at may come before them or after.
   */
  | { readonly type: 'marks'; readonly marks: readonly SignalMark[] }
  /**
   * What is held and missing of channels, of the last minutes, and what was shed for this window; replaces what was known
   * of them. Told when a gap has come, gone or got another reason: what is held goes on growing unsaid. The samples that
   * fill a gap come as ordinary ticks.
   */
  | { readonly type: 'coverage'; readonly channels: readonly ChannelCoverage[] }
  /** How this session fares, in all; sent when something of it has changed. */
  | {
      readonly type: 'session';
      /** Samples and marks that were never sent because the window was too slow to take them: they were too old by then, or gone. */
      readonly droppedSamples: number;
      readonly droppedMarks: number;
      /** How often it was so slow that live samples were passed over. */
      readonly droppedSpells: number;
      /** Positions that were passed over and are to be sent yet; by channel, coverage tells them as `shed`. */
      readonly shedSamples: number;
      /** Samples sent behind the live ones since the window asked for older past; when it is told, all that was asked for is sent. */
      readonly pastSamples: number;
    }
  /** How the disk of the history fares; once a session where a station knows, and whenever it has changed. `short`: nothing is written. */
  | { readonly type: 'historySpace'; readonly space: HistorySpace }
  /** What opens the history of this browser; to the window that asked, and to no other. */
  | { readonly type: 'historyKey'; readonly askId: string; readonly answer: HistoryKeyAnswer }
  /**
   * To the window that told of an export. `reason` '': it stands in the record, on disk, and the file may be handed out; else why it
   * does not, for people.
   */
  | { readonly type: 'exportAnswer'; readonly askId: string; readonly reason: string }
  /** Somebody had the key of the history destroyed: it is another, and what was written is to be dropped. To all windows. */
  | { readonly type: 'historyErased'; readonly actorId: string; readonly atMs: number }
  /** To the window that asked for it: '' when it is done; why it is not, and what was before still is. */
  | { readonly type: 'historyEraseAnswer'; readonly askId: string; readonly reason: string }
  /** All notes on the past of whoever lay in a bed; to the window that asked, and replaces what it knew of them. */
  | {
      readonly type: 'notes';
      readonly bedKey: string;
      readonly patientKey: PatientKey;
      readonly notes: readonly StayNote[];
    }
  /** A note that is new or withdrawn, to every window; that it is on disk is said by this and nothing else. */
  | { readonly type: 'noted'; readonly note: StayNote }
  /** It was not kept, or not withdrawn; to the window that sent it. `reason`: for people. */
  | { readonly type: 'noteRefused'; readonly noteId: string; readonly because: NoteRefusal; readonly reason: string }
  /** The last of a session that the station ends because of what the window did; `reason` is for people. */
  | { readonly type: 'ended'; readonly reason: string }
  /**
   * A sign of life, every second: a window that hears nothing for several of them knows that the station hangs. `nowMs`: the
   * station's clock, which all its times are of; that of the machine may have been set meanwhile.
   */
  | { readonly type: 'alive'; readonly nowMs: number };

/** The key of a station's history, or why it gives none: what is wrong and what to do, for people. */
export type HistoryKeyAnswer =
  | {
      readonly ok: true;
      /** 32 bytes, base64. */
      readonly secret: string;
      /** The history that a browser of this station opened last; null: none is known. */
      readonly expectedStoreId: string | null;
      /** Histories whose key is destroyed: nobody can read them, and who has one drops it. */
      readonly erasedStoreIds: readonly string[];
      readonly keep: KeepPolicy;
    }
  | { readonly ok: false; readonly reason: string };

/** Coverage of one channel. */
export interface ChannelCoverage extends Coverage {
  readonly channelId: number;
}

/** What a station says of its alarms as a whole. Times are its clock. */
export interface AlarmState {
  /** All that is paused or off. */
  readonly settings: readonly Setting[];
  /** Since when there is a flood; null: there is none. */
  readonly floodSinceMs: number | null;
  readonly policy: AlarmPolicy;
  readonly counts: AlarmCounts;
}

/** From the window: text messages. */
export type WindowMessage =
  /**
   * First message of a session: asks for everything, with this much of the recent past of every channel. `as`: nobody looks
   * at it, and nobody hears alarms there; left out, it is a wall.
   */
  | { readonly type: 'open'; readonly bridgeVersion: number; readonly recentMs: number; readonly as?: 'history' }
  /**
   * Asks for the older past of one bed: what this session has not been sent of the last `recentMs` comes, newest first,
   * as ordinary ticks behind the live ones. Has no effect for what it has been sent, or for a bed that is gone.
   */
  | { readonly type: 'recent'; readonly bedKey: string; readonly recentMs: number }
  /** The window has taken in all wave ticks up to this number; the station may send more. */
  | { readonly type: 'credit'; readonly tick: number }
  /** What a person decided, together: all of an episode with one key. Each is taken or refused by itself. */
  | { readonly type: 'decide'; readonly decisions: readonly Decision[] }
  /** A person pauses a signal, turns it off, or on again. */
  | { readonly type: 'set'; readonly setting: Omit<Setting, 'sinceMs'> }
  /** Whether this window gives the alarms' sound; every second. `why`: for people, '' unless it cannot. */
  | { readonly type: 'sound'; readonly role: SoundRole; readonly why: string }
  /** Somebody listened to the three sounds and says whether all were heard; goes into the record. */
  | { readonly type: 'soundChecked'; readonly actorId: string; readonly isHeard: boolean }
  /** Asks for the key of the history; answered once, by `historyKey` with the same id. */
  | { readonly type: 'historyKey'; readonly askId: string }
  /** Somebody wants to hand out a file; answered once, by `exportAnswer` with the same id. */
  | { readonly type: 'exported'; readonly askId: string; readonly exported: ExportRecord }
  /** The history of this browser was opened, and is this one. */
  | { readonly type: 'historyOpened'; readonly storeId: string }
  /** A person has the key of the history destroyed, for good; answered once, by `historyEraseAnswer` with the same id. */
  | { readonly type: 'historyErase'; readonly askId: string; readonly actorId: string; readonly why: string }
  /** Asks for the notes on the past of whoever lay in a bed; answered by `notes`. */
  | { readonly type: 'askNotes'; readonly bedKey: string; readonly patientKey: PatientKey }
  /** Somebody marks a moment. The same note again is answered again, and kept once. */
  | { readonly type: 'addNote'; readonly note: NoteDraft }
  | { readonly type: 'withdrawNote'; readonly noteId: string; readonly actorId: string }
  /** Answered once, by `answer` with the same id. */
  | { readonly type: 'ask'; readonly askId: string; readonly question: AlarmQuestion };

/** `sounding`: the one window of this browser that sounds. `standby`: another does. `cannot`: it has no sound. */
export type SoundRole = 'sounding' | 'standby' | 'cannot';

/** What a window can ask about the record of alarms. Times are the station's clock. */
export type AlarmQuestion =
  /** How much calls for attention in a span, and from where. */
  | { readonly of: 'load'; readonly fromMs: number; readonly untilMs: number }
  /** Which limits the alarms of a span tell, so that others can be tried. */
  | { readonly of: 'limits'; readonly fromMs: number; readonly untilMs: number }
  /**
   * The same span once as it was and once under another policy and with wider limits, side by side. `policy` and `limits` are
   * read and may be refused.
   */
  | {
      readonly of: 'whatIf';
      readonly fromMs: number;
      readonly untilMs: number;
      readonly policy: unknown;
      readonly limits: unknown;
    }
  /** To put a policy into force; `policy` is read and may be refused. */
  | { readonly of: 'policy'; readonly policy: unknown; readonly actorId: string; readonly why: string };

export type AlarmAnswer =
  | { readonly of: 'load'; readonly report: LoadReport }
  | { readonly of: 'limits'; readonly told: ToldLimits }
  | { readonly of: 'whatIf'; readonly result: WhatIf }
  | { readonly of: 'policy'; readonly revision: number }
  /** Nothing came of it: where, what, what to do. */
  | { readonly of: 'refusal'; readonly problems: readonly Problem[] };

/** Samples of many channels, sent together. Dropped first when a window is slow. */
export interface WaveTick {
  /** 1, 2, 3 ... within a session. */
  readonly tick: number;
  readonly blocks: readonly Block[];
}
