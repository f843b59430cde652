/** The help's content by topic: ids of sentences. */

export type Topic = 'start' | 'tokens' | 'why' | 'states' | 'broken' | 'paste' | 'export' | 'safe' | 'keys';

interface Told {
  value: Topic;
  title: string;
  /** Numbered steps. */
  steps?: string[];
  says: string[];
}

export const TOPICS: readonly Told[] = [
  {
    value: 'start',
    title: 'page-help-start',
    steps: ['page-help-start-1', 'page-help-start-2', 'page-help-start-3'],
    says: ['page-help-start-where'],
  },
  {
    value: 'tokens',
    title: 'page-help-tokens',
    says: ['page-help-tokens-access', 'page-help-tokens-refresh', 'page-help-tokens-pair'],
  },
  {
    value: 'why',
    title: 'page-help-why',
    says: ['page-help-why-ends', 'page-help-why-stops', 'page-help-why-one', 'page-help-why-off'],
  },
  { value: 'states', title: 'page-help-states', says: ['page-help-states-shapes'] },
  {
    value: 'broken',
    title: 'page-help-broken',
    says: ['page-help-broken-again', 'page-help-broken-elsewhere', 'page-help-broken-kept'],
  },
  {
    value: 'paste',
    title: 'page-help-paste',
    says: ['page-help-paste-text', 'page-help-paste-file', 'page-help-paste-check'],
  },
  {
    value: 'export',
    title: 'page-help-export',
    says: ['page-help-export-what', 'page-help-export-refresh', 'page-help-export-again', 'page-help-export-safe'],
  },
  {
    value: 'safe',
    title: 'page-help-safe',
    says: ['page-help-safe-here', 'page-help-safe-masked', 'page-help-safe-clipboard', 'page-help-safe-deleted'],
  },
  { value: 'keys', title: 'page-help-keys', says: ['page-help-keys-when'] },
];
