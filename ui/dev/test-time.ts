/** Every test runs at the time of the fake shell. */
import { beforeEach, vi } from 'vitest';
import { NOW } from './fake-base';

beforeEach(() => vi.setSystemTime(NOW));
