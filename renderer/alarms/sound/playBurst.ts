import { HARMONICS_DB, rampMs, type SoundPlan } from '#domain/alarms/sounds.ts';

/** A burst that is scheduled; all times in seconds of its context. */
export interface PlayedBurst {
  /** Silence from here on, unless it is cut. */
  readonly endS: number;
  /** Lets it fall silent now, as a pulse does and without a click; answers when it is. A second call changes nothing. */
  cut(): number;
}

/** Room below full scale: what a filter on the way to the loudspeaker overshoots does not clip. */
const HEADROOM = 0.9;

/**
 * Schedules a burst so that it begins at `startS`, with a peak amplitude of `level`, 0 to 1. The same nodes for a live
 * context as for an offline one, whose samples the tests measure against the table.
 *
 * Everything is scheduled at once on the audio thread: a page that is busy for a moment changes no rhythm, and one that
 * hangs leaves this burst behind it and no more.
 */
export function playBurst(context: BaseAudioContext, plan: SoundPlan, startS: number, level: number): PlayedBurst {
  const wave = soundWave(context);
  const output = context.createGain();
  output.gain.value = HEADROOM * level;
  output.connect(context.destination);
  const oscillators = plan.pulses.map((pulse) => {
    const oscillator = context.createOscillator();
    oscillator.setPeriodicWave(wave);
    oscillator.frequency.value = pulse.frequencyHz;
    const envelope = context.createGain();
    const [rise, fall] = [rampMs(pulse.riseMs), rampMs(pulse.fallMs)];
    const at = (ms: number) => startS + ms / 1000;
    const fromMs = pulse.startMs - 0.9 * rise;
    const fallsMs = pulse.startMs + pulse.lengthMs - 0.1 * fall;
    envelope.gain.setValueAtTime(0, at(fromMs));
    envelope.gain.linearRampToValueAtTime(1, at(fromMs + rise));
    envelope.gain.setValueAtTime(1, at(fallsMs));
    envelope.gain.linearRampToValueAtTime(0, at(fallsMs + fall));
    oscillator.connect(envelope).connect(output);
    oscillator.start(at(fromMs));
    oscillator.stop(at(fallsMs + fall));
    return oscillator;
  });
  const endS = startS + plan.lengthMs / 1000;
  oscillators[oscillators.length - 1]?.addEventListener('ended', () => output.disconnect());
  let silentS = endS;
  let isCut = false;
  return {
    endS,
    cut() {
      if (isCut) return silentS;
      isCut = true;
      const nowS = context.currentTime;
      if (nowS >= endS) return endS;
      silentS = Math.min(endS, nowS + rampMs(plan.pulses[0]?.fallMs ?? 0) / 1000);
      output.gain.setValueAtTime(HEADROOM * level, nowS);
      output.gain.linearRampToValueAtTime(0, silentS);
      for (const oscillator of oscillators) oscillator.stop(silentS);
      return silentS;
    },
  };
}

/**
 * The spectrum of the table as one period. The phases (Schroeder 1970) spread the harmonics over it, so that a given peak
 * is as loud as can be.
 */
function soundWave(context: BaseAudioContext): PeriodicWave {
  const real = new Float32Array(HARMONICS_DB.length + 1);
  const imag = new Float32Array(HARMONICS_DB.length + 1);
  HARMONICS_DB.forEach(({ chosen }, n) => {
    const amplitude = 10 ** (chosen / 20);
    const phase = (-Math.PI * n * (n + 1)) / HARMONICS_DB.length;
    real[n + 1] = amplitude * Math.cos(phase);
    imag[n + 1] = amplitude * Math.sin(phase);
  });
  return context.createPeriodicWave(real, imag);
}
