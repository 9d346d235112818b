/**
 * What a code measures. Decides colour, order and scale on the screen; `other` where we do not know.
 */
export type Parameter = 'ecg' | 'spo2' | 'resp' | 'abp' | 'pap' | 'cvp' | 'nibp' | 'co2' | 'temp' | 'other';

/** A code we know how to present. */
export interface CodeEntry {
  /** IEEE 11073-10101 reference id, verbatim. */
  readonly code: string;
  readonly kind: 'waveform' | 'numeric';
  readonly parameter: Parameter;
  /** Short name on a tile, as bedside monitors print it. */
  readonly shortName: string;
  /** Name for people and screen readers. */
  readonly name: string;
  /** Usual UCUM unit; '' where devices send none. */
  readonly unit: string;
}

const ecgLeads: readonly [suffix: string, shortName: string][] = [
  ['I', 'I'],
  ['II', 'II'],
  ['III', 'III'],
  ['AVR', 'aVR'],
  ['AVL', 'aVL'],
  ['AVF', 'aVF'],
  ['V', 'V'],
  ['V1', 'V1'],
  ['V2', 'V2'],
  ['V3', 'V3'],
  ['V4', 'V4'],
  ['V5', 'V5'],
  ['V6', 'V6'],
  ['MLII', 'MLII'],
  ['X', 'X'],
  ['Y', 'Y'],
  ['Z', 'Z'],
];

const rows: readonly [
  code: string,
  kind: 'waveform' | 'numeric',
  parameter: Parameter,
  shortName: string,
  name: string,
  unit: string,
][] = [
  ['MDC_ECG_ELEC_POTL', 'waveform', 'ecg', 'ECG', 'ECG, lead not stated', 'mV'],
  ['MDC_PULS_OXIM_PLETH', 'waveform', 'spo2', 'Pleth', 'Plethysmogram', ''],
  ['MDC_IMPED_TTHOR', 'waveform', 'resp', 'Resp', 'Respiration (thoracic impedance)', ''],
  ['MDC_PRESS_BLD_ART', 'waveform', 'abp', 'ABP', 'Arterial blood pressure', 'mm[Hg]'],
  ['MDC_PRESS_BLD_ART_PULM', 'waveform', 'pap', 'PAP', 'Pulmonary artery pressure', 'mm[Hg]'],
  ['MDC_PRESS_BLD_VEN_CENT', 'waveform', 'cvp', 'CVP', 'Central venous pressure', 'mm[Hg]'],
  ['MDC_CONC_AWAY_CO2', 'waveform', 'co2', 'CO₂', 'Airway carbon dioxide', 'mm[Hg]'],
  ['MDC_ECG_HEART_RATE', 'numeric', 'ecg', 'HR', 'Heart rate', '/min'],
  ['MDC_ECG_V_P_C_RATE', 'numeric', 'ecg', 'PVC', 'Premature ventricular contractions', '/min'],
  ['MDC_PULS_OXIM_SAT_O2', 'numeric', 'spo2', 'SpO₂', 'Oxygen saturation', '%'],
  ['MDC_PULS_OXIM_PULS_RATE', 'numeric', 'spo2', 'PR', 'Pulse rate (oximeter)', '/min'],
  ['MDC_BLD_PERF_INDEX', 'numeric', 'spo2', 'PI', 'Perfusion index', '%'],
  ['MDC_PULS_RATE_NON_INV', 'numeric', 'nibp', 'PR', 'Pulse rate (cuff)', '/min'],
  ['MDC_BLD_PULS_RATE_INV', 'numeric', 'abp', 'PR', 'Pulse rate (arterial)', '/min'],
  ['MDC_RESP_RATE', 'numeric', 'resp', 'RR', 'Respiration rate', '/min'],
  ['MDC_TTHOR_RESP_RATE', 'numeric', 'resp', 'RR', 'Respiration rate (impedance)', '/min'],
  ['MDC_CO2_RESP_RATE', 'numeric', 'co2', 'RR', 'Respiration rate (airway)', '/min'],
  ['MDC_CONC_AWAY_CO2_EXP', 'numeric', 'co2', 'EtCO₂', 'End-tidal carbon dioxide', 'mm[Hg]'],
  ['MDC_CONC_AWAY_CO2_INSP', 'numeric', 'co2', 'FiCO₂', 'Inspired carbon dioxide', 'mm[Hg]'],
  ['MDC_PRESS_BLD_ART_SYS', 'numeric', 'abp', 'ABP sys', 'Arterial pressure, systolic', 'mm[Hg]'],
  ['MDC_PRESS_BLD_ART_DIA', 'numeric', 'abp', 'ABP dia', 'Arterial pressure, diastolic', 'mm[Hg]'],
  ['MDC_PRESS_BLD_ART_MEAN', 'numeric', 'abp', 'ABP mean', 'Arterial pressure, mean', 'mm[Hg]'],
  ['MDC_PRESS_BLD_VEN_CENT_MEAN', 'numeric', 'cvp', 'CVP', 'Central venous pressure, mean', 'mm[Hg]'],
  ['MDC_PRESS_BLD_NONINV_SYS', 'numeric', 'nibp', 'NIBP sys', 'Cuff pressure, systolic', 'mm[Hg]'],
  ['MDC_PRESS_BLD_NONINV_DIA', 'numeric', 'nibp', 'NIBP dia', 'Cuff pressure, diastolic', 'mm[Hg]'],
  ['MDC_PRESS_BLD_NONINV_MEAN', 'numeric', 'nibp', 'NIBP mean', 'Cuff pressure, mean', 'mm[Hg]'],
  ['MDC_PRESS_CUFF_SYS', 'numeric', 'nibp', 'NIBP sys', 'Cuff pressure, systolic', 'mm[Hg]'],
  ['MDC_PRESS_CUFF_DIA', 'numeric', 'nibp', 'NIBP dia', 'Cuff pressure, diastolic', 'mm[Hg]'],
  ['MDC_PRESS_CUFF_MEAN', 'numeric', 'nibp', 'NIBP mean', 'Cuff pressure, mean', 'mm[Hg]'],
  ['MDC_TEMP', 'numeric', 'temp', 'Temp', 'Temperature', 'Cel'],
];

const entries: ReadonlyMap<string, CodeEntry> = new Map(
  [
    ...ecgLeads.map(
      ([suffix, shortName]): CodeEntry => ({
        code: `MDC_ECG_ELEC_POTL_${suffix}`,
        kind: 'waveform',
        parameter: 'ecg',
        shortName,
        name: `ECG lead ${shortName}`,
        unit: 'mV',
      }),
    ),
    ...rows.map(
      ([code, kind, parameter, shortName, name, unit]): CodeEntry => ({ code, kind, parameter, shortName, name, unit }),
    ),
  ].map((entry) => [entry.code, entry]),
);

/** What a code measures. */
export function parameterOf(code: string | null): Parameter {
  return lookUpCode(code)?.parameter ?? 'other';
}

/** How to present a code; null for one we do not know, which is then shown by the label the device gave. */
export function lookUpCode(code: string | null): CodeEntry | null {
  return code === null ? null : (entries.get(code) ?? null);
}
