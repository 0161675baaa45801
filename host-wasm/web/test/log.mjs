// A tenant with a log of sign-ins of any size: a report-only policy, and one event in a hundred through device
// code flow.

import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const POLICY = "0f10c000-0000-4000-8000-000000000c01";

/** Writes policies and a log of about that many megabytes; gives the paths and how many events there are. */
export function writeTenant(folder, megabytes) {
  const [policies, log] = [join(folder, "policies.json"), join(folder, "sign-ins.jsonl")];
  writeFileSync(policies, JSON.stringify([policy()]));
  const file = openSync(log, "w");
  let [events, bytes] = [0, 0];
  while (bytes < megabytes * 1e6) {
    const lines = Array.from({ length: 1000 }, () => `${JSON.stringify(event(events++))}\n`).join("");
    bytes += writeSync(file, lines);
  }
  closeSync(file);
  return { paths: [policies, log], events };
}

function policy() {
  return {
    id: POLICY,
    displayName: "Block device code flow",
    state: "enabledForReportingButNotEnforced",
    createdDateTime: "2026-01-02T03:04:05Z",
    modifiedDateTime: null,
    conditions: {
      users: { includeUsers: ["All"] },
      applications: { includeApplications: ["All"] },
      authenticationFlows: { transferMethods: "deviceCodeFlow" },
    },
    grantControls: { operator: "OR", builtInControls: ["block"] },
  };
}

function event(number) {
  const flow = number % 100 === 7;
  const result = (place) => {
    if (place !== 1) return "notApplied";
    return flow ? "reportOnlyFailure" : "reportOnlyNotApplied";
  };
  const second = new Date(Date.UTC(2026, 1, 1) + (number % 2_000_000) * 1000);
  return {
    id: `${number.toString(16).padStart(8, "0")}-5e55-4000-8000-00000000f10c`,
    createdDateTime: second.toISOString(),
    userId: `${(number % 997).toString(16).padStart(8, "0")}-0000-4000-8000-00000000ada0`,
    userPrincipalName: `user${number % 997}@contoso.example`,
    appId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    appDisplayName: "Microsoft Azure CLI",
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) "quoted" \\ and more',
    isInteractive: number % 3 === 0,
    authenticationProtocol: flow ? "deviceCode" : "none",
    originalTransferMethod: flow ? "deviceCodeFlow" : "none",
    status: { errorCode: 0, failureReason: "Other." },
    location: { city: "Utrecht", countryOrRegion: "NL" },
    appliedConditionalAccessPolicies: Array.from({ length: 12 }, (_, place) => ({
      id: `${POLICY.slice(0, -2)}${String(place).padStart(2, "0")}`,
      displayName: `CA${place}-Global-BaseProtection`,
      enforcedGrantControls: ["Block"],
      result: result(place),
    })),
  };
}
