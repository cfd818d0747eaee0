import {
  CHECK_IDS,
  CHECKS,
  type CheckId,
  type CheckRule,
  type CheckSettings,
  type PlannedCheck,
  readCheckSetting,
} from '../../contract/checks.ts';
import type { DatasetFormat } from '../../contract/names.ts';

/** What every check does in one preparation. */
export type CheckPlan = Readonly<Record<CheckId, PlannedCheck>>;

/** The checks' usual behaviour in a format, changed by what the settings say. */
export function planChecks(format: DatasetFormat, settings: CheckSettings = {}): CheckPlan {
  const planned = CHECK_IDS.map((id) => {
    const rule: CheckRule = CHECKS[id];
    const said = settings[id] === undefined ? {} : readCheckSetting(settings[id]);
    return [id, { action: rule[format], threshold: rule.threshold?.usual ?? 0, ...said }] as const;
  });
  return Object.fromEntries(planned) as CheckPlan;
}

export const isOn = (plan: CheckPlan, id: CheckId) => plan[id].action !== 'off';
