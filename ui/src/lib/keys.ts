/** Ctrl/⌘ Enter, pressed once and not inside a dialog: "Gửi", as in Postman. */
export function isSendShortcut(event: KeyboardEvent): boolean {
  const pressed = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat;
  const inDialog = event.target instanceof Element && event.target.closest('[role$="dialog"]') !== null;
  return pressed && !inDialog;
}
