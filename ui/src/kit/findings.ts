/** How the page presents the core's findings on a value. Pure. */
import type { Args } from '../i18n/fluent';
import type { FindingView } from '../ipc';

/** Findings that are shown but need no second look. */
const REMARKS = new Set(['draft-trimmed']);

export function isRemark(finding: FindingView): boolean {
  return REMARKS.has(finding.words);
}

/** Returns a finding's arguments; absent ones are left out. */
export function findingArgs(finding: FindingView): Args {
  return {
    ...(finding.count === null ? {} : { count: finding.count }),
    ...(finding.other === null ? {} : { other: finding.other }),
  };
}
