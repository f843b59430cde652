/** Every test runs at the time of the fake shell, with the sentences of both languages. */
import { beforeEach, vi } from 'vitest';
import { load } from '../src/i18n/fluent';
import { NOW } from './fake-base';

beforeEach(() => vi.setSystemTime(NOW));
await load('en');
