/** Ctrl/⌘ K outside a dialog: to the search, as in Postman. */
export function isFindShortcut(event: KeyboardEvent): boolean {
  const pressed =
    event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return pressed && !isInDialog(event);
}

/** Ctrl/⌘ Enter, pressed once and not inside a dialog: "Gửi", as in Postman. */
export function isSendShortcut(event: KeyboardEvent): boolean {
  const pressed = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat;
  return pressed && !isInDialog(event);
}

/** Ctrl/⌘ V or Shift Insert: pastes. */
export function isPasteShortcut(event: KeyboardEvent): boolean {
  if (event.key === 'Insert') return event.shiftKey && !event.ctrlKey && !event.altKey;
  return event.key.toLowerCase() === 'v' && (event.ctrlKey || event.metaKey) && !event.altKey;
}

function isInDialog(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('[role$="dialog"]') !== null;
}
