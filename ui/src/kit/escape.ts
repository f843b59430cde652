/** Esc within a part of the page, such as a form in its rows; a dialog or menu over it takes the key first. */
import type { Attachment } from 'svelte/attachments';

export function onEscape(leave: () => unknown): Attachment<HTMLElement> {
  return (element) => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      leave();
    };
    element.addEventListener('keydown', press);
    return () => element.removeEventListener('keydown', press);
  };
}
