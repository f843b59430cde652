/** The places of an OA, on the page with a fake shell. */
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aPage, aRow, hours } from '../../dev/fake-ipc';
import { aFile, aPlace, BROKEN_FILE, byHand, ENDED, TO_PASTE } from '../../dev/fake-places';
import { confirm, isDisabled, open, press, text, type } from '../../dev/on-page';

const at = (...places: ReturnType<typeof aPlace>[]) => aPage({ row: aRow({ places }) });
const ADDRESS = 'https://n8n.example.com/webhook/FAKE_9f2k';

/** Presses the place of this name in the list. */
async function openPlace(name: string): Promise<void> {
  const places = await screen.findAllByTestId('place');
  const wanted = places.find((place) => place.textContent.includes(name));
  if (!wanted) throw new Error(`${name} is not in the list`);
  await fireEvent.click(wanted);
  await screen.findByTestId('place-page');
}

describe('adding a place', () => {
  it('a file is chosen in the shell, and cannot be saved before', async () => {
    const addFilePlace = vi.fn<Ipc['addFilePlace']>(async () => ({ id: 'd2', row: aRow({ places: [aFile()] }) }));
    await open(aPage(), { addFilePlace }, 'place-add');
    await screen.findByTestId('place-preview');
    expect(isDisabled('place-save')).toBe(true);
    await press('place-choose');
    await waitFor(() => expect(text('place-path')).toContain('zalo.env'));
    await type('place-name-access', 'WP_TOKEN');
    await press('place-save');
    await waitFor(() => expect(addFilePlace).toHaveBeenCalled());
    expect(addFilePlace.mock.calls[0]?.[1]).toMatchObject({ format: 'env', names: { accessToken: 'WP_TOKEN' } });
  });

  it('a receiver is named by its kind; its secret is masked, shown on request, and forgotten afterwards', async () => {
    const forgetPlaceSecret = vi.fn<Ipc['forgetPlaceSecret']>(async () => null);
    const recordConcealed = vi.fn<Ipc['recordConcealed']>(async () => null);
    await open(at(aPlace()), { forgetPlaceSecret, recordConcealed }, 'place-add', 'place-kind-webhook');
    expect((await screen.findByTestId<HTMLInputElement>('place-name')).value).toBe('n8n 2');
    await press('place-preset-python');
    expect(screen.getByTestId<HTMLInputElement>('place-name').value).toBe('Python');
    await type('place-address', ADDRESS);
    await press('place-save');
    expect((await screen.findByTestId('place-secret')).textContent).not.toContain('whsec_');
    expect(isDisabled('place-secret-done')).toBe(true);
    await press('place-secret-show');
    await waitFor(() => expect(text('place-secret')).toContain('whsec_FAKE'));
    await press('place-secret-kept');
    await press('place-secret-done');
    await waitFor(() => expect(screen.queryByTestId('place-secret')).toBeNull());
    expect(forgetPlaceSecret).toHaveBeenCalled();
    expect(recordConcealed).toHaveBeenCalled();
    expect((await screen.findByTestId('toast')).textContent).toContain('Python');
  });

  it('an address that is refused is explained beside it, and nothing is added', async () => {
    await open(aPage(), {}, 'place-add', 'place-kind-webhook');
    await type('place-address', 'http://n8n.example.com/x');
    await press('place-save');
    await waitFor(() => expect(text('place-refused')).toContain('https://'));
    expect(screen.queryByTestId('place-page')).toBeNull();
  });

  it('a sheet shows its script and asks for the address alone', async () => {
    const addWebhookPlace = vi.fn<Ipc['addWebhookPlace']>(async () => ({
      id: 'd1',
      row: aRow({ places: [aPlace()] }),
    }));
    await open(aPage(), { addWebhookPlace }, 'place-add', 'place-kind-sheet');
    await screen.findByTestId('receiver');
    await type('place-address', 'https://script.google.com/macros/s/FAKE/exec');
    await press('place-save');
    await waitFor(() => expect(addWebhookPlace).toHaveBeenCalled());
    expect(addWebhookPlace.mock.calls[0]?.[1]).toMatchObject({ preset: 'apps_script', withToken: true });
  });

  it('a place by hand asks to be pasted at once', async () => {
    const copyForPlace = vi.fn<Ipc['copyForPlace']>(async () => null);
    await open(aPage(), { copyForPlace }, 'place-add', 'place-kind-by_hand');
    await type('place-name', 'Haravan');
    await press('place-form-row');
    await press('place-save');
    await screen.findByTestId('place-page');
    await press('place-copy');
    await waitFor(() => expect(copyForPlace).toHaveBeenCalledOnce());
    expect(screen.getByTestId('place-hero').dataset['state']).toBe('to_paste');
    await press('place-pasted');
    await waitFor(() => expect(screen.getByTestId('place-hero').dataset['state']).toBe('up_to_date'));
  });
});

describe('a place', () => {
  it('that failed is named with its reason, its correction, its next try and each try before', async () => {
    await open(at(aPlace(ENDED)));
    await openPlace('n8n');
    expect(text('place-hero')).toContain('Đang giữ token cũ');
    expect(text('place-said')).toContain('HTTP 404');
    expect(text('place-said')).toContain('bật lại quy trình');
    expect(text('place-hero')).toContain('Tự thử lại lúc');
    const [first] = await screen.findAllByTestId('delivery');
    expect(first?.textContent).toContain('Chưa nhận, lần 4');
    await press('place-test');
    expect((await screen.findByTestId('toast')).textContent).toContain('HTTP 404');
    await press('deliveries-all');
    expect(screen.getAllByTestId('delivery')).toHaveLength(11);
  });

  it('is corrected without its address ever being shown', async () => {
    const editPlace = vi.fn<Ipc['editPlace']>(async () => aRow({ places: [aPlace()] }));
    await open(at(aPlace(ENDED)), { editPlace });
    await openPlace('n8n');
    await press('place-settings-edit');
    expect((await screen.findByTestId<HTMLInputElement>('edit-place-address')).value).toBe('');
    await type('edit-place-address', ADDRESS);
    await press('edit-place-save');
    await waitFor(() => expect(screen.queryByTestId('edit-place-save')).toBeNull());
    const edit = {
      name: null,
      address: ADDRESS,
      withToken: true,
      withStates: false,
      reminds: null,
      copiedAs: null,
      privateNetwork: false,
    };
    expect(editPlace.mock.calls[0]).toEqual(['p1', 'd1', edit]);
  });

  it('is removed after a question, and the list is shown again', async () => {
    await open(at(aFile(BROKEN_FILE), byHand()));
    await openPlace('zalo.env');
    await fireEvent.keyDown(screen.getByTestId('place-more'), { key: 'Enter' });
    await fireEvent.keyDown(await screen.findByTestId('place-remove'), { key: 'Enter' });
    await fireEvent.click(screen.getByTestId('place-remove'));
    await confirm('place-remove-confirm');
    await waitFor(() => expect(screen.queryByTestId('place-page')).toBeNull());
    expect(screen.getAllByTestId('place')).toHaveLength(1);
  });
});

describe('a refresh', () => {
  it('asks with each place and how it gets the token, and shows their states afterwards', async () => {
    const places = [aFile(), aPlace(ENDED), byHand(TO_PASTE)];
    const copyForPlace = vi.fn<Ipc['copyForPlace']>(async () => null);
    await open(at(...places), { copyForPlace }, 'send');
    const asked = await screen.findAllByTestId('confirm-place');
    expect(asked.map((each) => each.textContent.trim().replace(/\s+/gu, ' '))).toEqual([
      'zalo.env Tự nhận token mới',
      'n8n Đang dùng token đã hết hiệu lực',
      'Phần mềm bán hàng Bạn dán lại bằng tay',
    ]);
    await confirm('confirm-send');
    const saved = await screen.findByTestId('saved-places');
    expect(within(saved).getAllByTestId('saved-place')).toHaveLength(3);
    await fireEvent.click(within(saved).getByTestId('saved-place-copy'));
    expect(copyForPlace).toHaveBeenCalledWith('p1', 'd3');
    await press('saved-place-pasted');
    await waitFor(() => expect(screen.queryByTestId('saved-place-copy')).toBeNull());
    await press('saved-places-close');
    await waitFor(() => expect(screen.queryByTestId('saved-places')).toBeNull());
  });

  it('of an OA without places names no place', async () => {
    await open(aPage(), {}, 'send');
    expect((await screen.findByTestId('confirm-places')).textContent).toContain('Website, n8n');
    await confirm('confirm-send');
    await screen.findByTestId('toast');
    expect(screen.queryByTestId('saved-places')).toBeNull();
  });
});

it('the fact under the hero counts the places in trouble before those to paste', async () => {
  await open(at(aFile(), aPlace(ENDED), byHand({ ...TO_PASTE, deliveredAt: hours(-30) })));
  await waitFor(() => expect(text('fact-places')).toContain('1 nơi chưa nhận được'));
  expect(text('fact-places')).toContain('n8n');
});
