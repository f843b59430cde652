/** What no first screen shows: a script of its own, loaded after the first screen is painted. */
export { default as Pair } from '../authorization/Pair.svelte';
export { default as BundleDialogs } from '../bundles/BundleDialogs.svelte';
export { default as ExportDialog } from '../export/ExportDialog.svelte';
export { default as ExportListDialog } from '../export/ExportListDialog.svelte';
export { default as GroupDialog } from '../groups/GroupDialog.svelte';
export { default as HelpSheet } from '../help/HelpSheet.svelte';
export { default as Review } from '../import/Review.svelte';
export { default as Palette } from '../palette/Palette.svelte';
export { default as DeletedDialog } from '../profile/DeletedDialog.svelte';
export { default as RecoveryDialog } from '../protection/RecoveryDialog.svelte';
export { default as StepUpDialog } from '../protection/StepUpDialog.svelte';
export { default as ConfirmSend } from '../refresh/ConfirmSend.svelte';
export { default as SettingsPage } from '../settings/SettingsPage.svelte';
export { default as CloseQuestion } from './CloseQuestion.svelte';
export { default as Notice } from './Notice.svelte';
