/** The team, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc, TeamView } from '../ipc';
import { aPage, aRow, refusal } from '../../dev/fake-ipc';
import { AWAITED, aMember, anOa, aTeam, fakeTeam, PHRASE } from '../../dev/fake-team';
import { confirm, gone, isDisabled, open, press, text, type } from '../../dev/on-page';

/** Opens the team's section of the settings. */
const openTeam = (view: TeamView | null, change: Partial<Ipc> = {}) =>
  open(aPage(), { ...fakeTeam(view), ...change }, 'settings', 'settings-team');

async function pickRow(name: string, testid: string): Promise<void> {
  const rows = await screen.findAllByTestId('team-member');
  const row = rows.find((each) => each.textContent.includes(name));
  const button = row?.querySelector('[data-testid="team-row-more"]');
  if (!button) throw new Error(`${name} has no menu`);
  await fireEvent.keyDown(button, { key: 'Enter' });
  const item = await screen.findByTestId(testid);
  await fireEvent.keyDown(item, { key: 'Enter' });
  await fireEvent.click(item);
}

async function fill(host: string): Promise<void> {
  const values = { name: 'Cà phê', 'my-name': 'Máy của Hương', database: 'oa_token', user: 'oa', host };
  for (const [box, value] of Object.entries(values)) await type(`team-${box}`, value);
  await type('team-password', 'FAKE_PASSWORD');
}

describe('a new team', () => {
  it('can be made only after its database was found empty', async () => {
    const createTeam = vi.fn<Ipc['createTeam']>(async () => aTeam({ name: 'Cà phê' }));
    await openTeam(null, { createTeam });
    await press('team-create');
    await fill('db.example.com');
    expect(isDisabled('team-form-save')).toBe(true);
    await press('team-check');
    await waitFor(() => expect(isDisabled('team-form-save')).toBe(false));
    await press('team-form-save');
    await waitFor(() => expect(text('team-line')).toContain('Cà phê'));
    const [input, password] = createTeam.mock.calls[0] ?? [];
    expect(input).toMatchObject({
      myName: 'Máy của Hương',
      database: { host: 'db.example.com', port: '5432' },
      ids: ['p1'],
    });
    expect(password).toBe('FAKE_PASSWORD');
  });

  it('what was found is of the typed address alone', async () => {
    await openTeam(null);
    await press('team-create');
    await fill('db.example.com');
    await press('team-check');
    await waitFor(() => expect(isDisabled('team-form-save')).toBe(false));
    await type('team-user', 'somebody');
    expect(isDisabled('team-form-save')).toBe(true);
  });

  it('a database with a team, and one that does not answer, are named beside the form', async () => {
    await openTeam(null);
    await press('team-create');
    await fill('taken.vn');
    await press('team-check');
    await waitFor(() => expect(text('team-found')).toContain('Shop Thảo My'));
    expect(isDisabled('team-form-save')).toBe(true);
    await type('team-host', 'away.vn');
    await press('team-check');
    await waitFor(() => expect(text('team-found')).toContain('Không nối được'));
    expect(text('team-found')).toContain('thử lại');
    expect(screen.queryByTestId('notice')).toBeNull();
  });
});

describe('an invitation', () => {
  it('is saved before its passphrase is shown, and the passphrase is forgotten with the dialog', async () => {
    const forgetInvitation = vi.fn<Ipc['forgetInvitation']>(async () => null);
    const revealInvitation = vi.fn<Ipc['revealInvitation']>(async () => PHRASE);
    await openTeam(aTeam(), { forgetInvitation, revealInvitation });
    await press('team-invite');
    expect((await screen.findByTestId<HTMLButtonElement>('invite-save')).disabled).toBe(true);
    await type('invite-name', 'Máy của Lan');
    await press('invite-role-viewer');
    expect(revealInvitation).not.toHaveBeenCalled();
    await press('invite-save');
    await waitFor(() => expect(text('invite-phrase')).toContain(PHRASE));
    await press('invite-close');
    await gone('invite-phrase');
    expect(forgetInvitation).toHaveBeenCalled();
    await waitFor(() => expect(text('team-invitation')).toContain('Máy của Lan'));
    expect(text('team-invitation')).toContain('Xem');
  });

  it('a cancelled save makes none, and shows no passphrase', async () => {
    await openTeam(aTeam(), { saveInvitation: async () => null });
    await press('team-invite');
    await type('invite-name', 'Lan');
    await press('invite-save');
    await waitFor(() => expect(isDisabled('invite-save')).toBe(false));
    expect(screen.queryByTestId('invite-phrase')).toBeNull();
  });

  it('is joined by a file and a passphrase, after what it gives was shown', async () => {
    const joinTeam = vi.fn<Ipc['joinTeam']>(async () => true);
    await openTeam(null, { joinTeam });
    await press('team-join');
    await waitFor(() => expect(text('join-file')).toBe('moi-cua-huong.oatoken'));
    await type('join-passphrase', 'sai');
    await press('join-go');
    await waitFor(() => expect(text('join-said')).not.toBe(''));
    await type('join-passphrase', PHRASE);
    await press('join-go');
    await waitFor(() => expect(text('join-rows')).toContain('Vận hành'));
    expect(joinTeam).not.toHaveBeenCalled();
    expect(isDisabled('join-go')).toBe(true);
    await type('join-my-name', 'Máy của Lan');
    await press('join-go');
    await waitFor(() => expect(joinTeam).toHaveBeenCalledWith(PHRASE, 'Máy của Lan'));
    await gone('team-join-form');
  });
});

describe('a member', () => {
  it('is removed after a question that tells what is left, and the rest is ticked off', async () => {
    await openTeam(aTeam());
    await pickRow('Tuấn', 'team-remove');
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog.textContent).toContain('Đổi khóa của nhóm');
    expect(dialog.textContent).toContain('Đặt lại secret_key');
    await confirm('team-remove-confirm');
    await waitFor(() => expect(screen.getAllByTestId('checklist-task')).toHaveLength(4));
    expect(screen.getAllByTestId('checklist-settle')).toHaveLength(2);
    await press('checklist-refresh');
    await waitFor(() => expect(screen.queryByTestId('checklist-refresh')).toBeNull());
    for (const left of [1, 0]) {
      await fireEvent.click(screen.getAllByTestId('checklist-settle')[0] as HTMLElement);
      await waitFor(() => expect(screen.queryAllByTestId('checklist-settle')).toHaveLength(left));
    }
  });

  it('who only viewed leaves no secret_key to reset', async () => {
    await openTeam(aTeam());
    await pickRow('Máy chủ n8n', 'team-remove');
    expect((await screen.findByRole('alertdialog')).textContent).not.toContain('secret_key');
  });

  it('who only views is offered neither inviting nor removing nor sharing', async () => {
    await openTeam(aTeam({ role: 'viewer', members: [aMember(), aMember({ id: 'm2', isMe: true, role: 'viewer' })] }));
    await screen.findAllByTestId('team-member');
    for (const testid of ['team-invite', 'team-row-more', 'team-home-menu', 'team-share'])
      expect(screen.queryByTestId(testid)).toBeNull();
  });

  it('two hundred are listed', async () => {
    const members = Array.from({ length: 200 }, (_, at) => aMember({ id: `m${at}`, name: `Máy ${at}` }));
    await openTeam(aTeam({ members }));
    expect(await screen.findAllByTestId('team-member')).toHaveLength(200);
  });
});

describe('sharing', () => {
  it('names who will be able to read before an OA is shared', async () => {
    const shareProfiles = vi.fn<Ipc['shareProfiles']>(async () => aTeam());
    await openTeam(aTeam({ oas: [] }), { shareProfiles });
    await press('team-share');
    await waitFor(() => expect(text('team-readers')).toContain('Máy chủ n8n (Xem)'));
    expect(isDisabled('team-choose-done')).toBe(true);
    await press('team-choose-oa');
    await press('team-choose-done');
    await waitFor(() => expect(shareProfiles).toHaveBeenCalledWith(['p1']));
  });

  it('another computer is made the home of an OA', async () => {
    await openTeam(aTeam({ oas: [anOa()] }));
    await fireEvent.keyDown(await screen.findByTestId('team-home-menu'), { key: 'Enter' });
    const items = await screen.findAllByTestId('team-home-set');
    expect(items.map((item) => item.textContent.trim())).toEqual(['Hương', 'Quầy thu ngân', 'Máy của Tuấn']);
    const item = items[1] as HTMLElement;
    await fireEvent.keyDown(item, { key: 'Enter' });
    await fireEvent.click(item);
    await waitFor(() => expect(text('team-home')).toContain('Quầy thu ngân'));
  });
});

describe('a database that does not answer', () => {
  const link = { state: 'unreachable', since: new Date().toISOString() } as const;

  it('is named on the page of a shared OA: copying goes on, sending waits until it is back', async () => {
    await open(aPage(), fakeTeam(aTeam({ link })));
    await screen.findByTestId('team-offline');
    expect(isDisabled('send')).toBe(true);
    expect(isDisabled('copy-access')).toBe(false);
    await press('team-offline-retry');
    await gone('team-offline');
    expect(isDisabled('send')).toBe(false);
  });

  it('leaves an OA of this computer alone as it is', async () => {
    await open(aPage(), fakeTeam(aTeam({ link, oas: [anOa({ id: 'p9' })] })));
    await waitFor(() => expect(isDisabled('send')).toBe(false));
    expect(screen.queryByTestId('team-offline')).toBeNull();
  });

  it('going on alone is asked, and the safe answer is the first', async () => {
    const goOnAlone = vi.fn<Ipc['goOnAlone']>(async () => null);
    await openTeam(aTeam({ link }), { goOnAlone });
    await press('team-alone');
    expect((await screen.findByRole('alertdialog')).textContent).toContain('làm hỏng token của nhau');
    await press('team-alone-keep');
    expect(goOnAlone).not.toHaveBeenCalled();
    await press('team-alone');
    await confirm('team-alone-confirm');
    await screen.findByTestId('team-none');
  });
});

describe('an OA that waits for another computer', () => {
  const page = aPage({ row: aRow({ state: 'needs_consent' }), send: 'dead_token' });

  it('names it in the list and on its page, and asks for no new consent', async () => {
    await open(page, fakeTeam(aTeam({ oas: [anOa({ awaited: AWAITED })] })));
    await waitFor(() => expect(text('hero')).toContain('Chờ Máy của Tuấn'));
    expect(text('profile-item')).toContain('Chờ Máy của Tuấn');
    expect(screen.queryByTestId('next-step')).toBeNull();
    await press('team-waiting-gone');
    expect((await screen.findByRole('alertdialog')).textContent).toContain('Máy của Tuấn không còn nữa?');
    await confirm('team-gone-confirm');
    await waitFor(() => expect(text('profile-item')).not.toContain('Chờ Máy của Tuấn'));
  });
});

it('a refusal is told, and the team stays as it was', async () => {
  const leaveTeam = vi.fn(() =>
    refusal({ code: 'cannot_save', words: 'team-last-admin', next: 'team-last-admin-next', args: {} }),
  );
  await openTeam(aTeam(), { leaveTeam });
  await press('team-leave');
  await confirm('team-leave-confirm');
  await waitFor(() => expect(leaveTeam).toHaveBeenCalled());
  expect(text('team-line')).toContain('Cà phê Hà Nội');
});
