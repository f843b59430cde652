/** How a team is worded. The core has judged everything. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY, MINUTE } from '../i18n/time';
import type { ProfileRow, TeamLinkView, TeamMemberView, TeamOaView, TeamRoleView, TeamTask, TeamView } from '../ipc';
import type { IconName } from '../kit/Icon.svelte';
import type { Tone } from '../kit/tone';
import { ago, clockTime } from '../profile/moments';

export const ROLES: readonly { role: TeamRoleView; words: string; how: string }[] = [
  { role: 'viewer', words: 'team-page-role-viewer', how: 'team-page-role-viewer-how' },
  { role: 'operator', words: 'team-page-role-operator', how: 'team-page-role-operator-how' },
  { role: 'admin', words: 'team-page-role-admin', how: 'team-page-role-admin-how' },
];

export const ROLE_WORDS: Record<TeamRoleView, string> = {
  viewer: 'team-page-role-viewer',
  operator: 'team-page-role-operator',
  admin: 'team-page-role-admin',
};

/** A number as sentences take it: to choose by, and to show. */
export const counted = (number: number) => ({ number, count: String(number) });

/** The line about the team's database. */
export interface LinkLine {
  tone: Tone;
  words: string;
  /** The database can be asked again. */
  retries: boolean;
}

export function linkLine(t: Translate, link: TeamLinkView, now: Date): LinkLine {
  const at = (time: string) => clockTime(t, new Date(time), now);
  switch (link.state) {
    case 'connected':
      return { tone: 'ok', words: t('team-page-link-connected', { moment: at(link.agreedAt) }), retries: false };
    case 'connecting':
      return { tone: 'off', words: t('team-page-link-connecting'), retries: true };
    case 'unreachable':
      return { tone: 'warn', words: t('team-page-link-unreachable', { moment: at(link.since) }), retries: true };
    case 'epoch_open':
      return { tone: 'warn', words: t('team-page-link-epoch', { names: link.waitingFor.join(', ') }), retries: true };
    case 'awaiting':
      return { tone: 'warn', words: t('team-page-link-awaiting', { name: link.by }), retries: true };
    case 'refused':
      return { tone: 'bad', words: `${t(link.words)} ${t(link.next)}`, retries: true };
  }
}

/** Whether nobody may be left to answer: going on alone is offered. */
export function offersAlone(link: TeamLinkView): boolean {
  return link.state === 'unreachable' || link.state === 'refused';
}

export function membersNow({ members }: TeamView): readonly TeamMemberView[] {
  return members.filter((member) => member.removedAt === null);
}

/** "bây giờ", "2 phút trước". */
export function seenWords(t: Translate, member: TeamMemberView, now: Date): string {
  if (member.isMe) return t('team-page-seen-now');
  if (member.lastSeen === null) return t('team-page-seen-never');
  const recent = now.getTime() - Date.parse(member.lastSeen) < MINUTE;
  return recent ? t('team-page-seen-now') : ago(t, member.lastSeen, now);
}

/** What a member does, or what is left to do since it was removed. */
export function workWords(t: Translate, member: TeamMemberView): string {
  if (member.removedAt !== null) return member.checklistOpen ? t('team-page-left-open') : t('team-page-left-done');
  return member.refreshes === 0 ? '' : t('team-page-refreshes', counted(member.refreshes));
}

/** The computer that refreshes an OA. */
export function homeWords(t: Translate, oa: TeamOaView): string {
  return oa.refresherName ?? t('team-page-home-none');
}

/** "18:14 ngày mai", or that another computer is sending it or is waited for. */
export function nextWords(t: Translate, oa: TeamOaView, now: Date): string {
  if (oa.awaited) return t('team-page-oa-waits');
  if (oa.waiting) return t('team-page-oa-sending');
  return oa.nextAt === null ? '' : clockTime(t, new Date(oa.nextAt), now);
}

/** The members that can refresh. */
export function ableMembers(view: TeamView): readonly TeamMemberView[] {
  return membersNow(view).filter((member) => member.mayRefresh);
}

/** "còn hạn 6 ngày", or "hôm nay". */
export function daysLeft(t: Translate, expiresAt: string, now: Date): string {
  const days = (Date.parse(expiresAt) - now.getTime()) / DAY;
  return days >= 1 ? t('team-page-days-left', counted(Math.round(days))) : t('team-page-days-last');
}

export const TASK_ICONS: Record<TeamTask['kind'], IconName> = {
  refresh: 'retry',
  secret_key: 'edit',
  database_password: 'data',
};

export function taskWords(t: Translate, task: TeamTask, rows: readonly ProfileRow[]): string {
  if (task.kind === 'refresh') {
    const name = rows.find((row) => row.id === task.id)?.name ?? '';
    return t('team-page-task-refresh', { name });
  }
  if (task.kind === 'secret_key') return t('team-page-task-secret-key-of', { app: task.appId });
  return t('team-page-task-password');
}

/** The shared OAs by the id of their profile: each row of a long list asks. */
export function oasById(view: TeamView | null | undefined): Map<string, TeamOaView> {
  return new Map((view?.oas ?? []).map((oa) => [oa.id, oa]));
}

/** OAs that can be shared. */
export function shareable(rows: readonly ProfileRow[], view: TeamView | null | undefined): ProfileRow[] {
  const shared = new Set(view?.oas.map((oa) => oa.id));
  return rows.filter(
    (row) => !row.practice && row.state !== 'moved_away' && row.state !== 'altered' && !shared.has(row.id),
  );
}
