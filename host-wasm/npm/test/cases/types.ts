// Compiled, not run: what a user of the types writes.

import { diff, evaluate, evaluateSync, Evaluation, FlowlockError, init } from "flowlock";
import type {
  Comparison,
  Crossed,
  Decisions,
  EmergencyAccess,
  Exception,
  Gap,
  Outcome,
  Problem,
  Report,
  Rollout,
  Settings,
  SourceKind,
} from "flowlock";
import { filesChosen, filesDropped } from "flowlock/drop";
import { evaluate as inlined } from "flowlock/inline";

const emergencyAccess: EmergencyAccess = { users: ["bg1@contoso.example"] };
const exception: Exception = {
  id: "e",
  justification: "j",
  approvedBy: "a",
  expires: "2026-12-31",
  users: ["u"],
};
const settings: Settings = { emergencyAccess, exceptions: [exception], minObservationDays: 7 };

export async function verdict(files: FileList, data: DataTransfer): Promise<Report["status"] | Problem> {
  await init();
  const controller = new AbortController();
  try {
    const outcome: Outcome = await evaluate(filesChosen(files), settings, {
      asOf: new Date(),
      signal: controller.signal,
      onProgress: ({ name, bytes }) => console.log(name, bytes.toFixed()),
    });
    const gaps: Gap[] = outcome.report.gaps;
    const rollout: Rollout[] = outcome.report.rollout;
    console.log(gaps.length, rollout.length, outcome.json, outcome.text(100));
    await inlined(await filesDropped(data), JSON.stringify(settings));
    return evaluateSync([{ name: "p", content: "{}" }]).report.status;
  } catch (error) {
    if (error instanceof FlowlockError) return error.toJSON();
    throw error;
  }
}

export async function changes(before: File[], after: File[], decisions: Decisions): Promise<Crossed[]> {
  const comparison: Comparison = await diff(filesChosen(before), filesChosen(after), settings);
  await evaluate(filesChosen(after), settings, { decisions });
  await diff(filesChosen(before), filesChosen(after), settings, {
    oldAsOf: new Date(),
    oldDecisions: decisions,
  });
  return comparison.diff.opened;
}

export function kinds(evaluation: Evaluation): SourceKind {
  // @ts-expect-error: misspelt settings do not compile
  evaluation.evaluate({ emergencyAcces: {} });
  // @ts-expect-error: numbers are no content
  evaluation.add("p", 1);
  return evaluation.open("p").write(new Uint8Array(1)).write("x").close();
}
