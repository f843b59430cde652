/**
 * The page with a fake shell: `npm run dev`, then
 * /dev/preview.html?scene=main&theme=dark&language=en&press=nav-add&type=paste-area:123.
 */
import { mount } from 'svelte';
import App from '../src/App.svelte';
import type { Language, Theme } from '../src/ipc';
import '../src/styles';
import { NOW, UNCHANGED } from './fake-ipc';
import { journeys, scenes } from './scenes';

const asked = new URLSearchParams(location.search);
const journey = new URLSearchParams(journeys[asked.get('scene') ?? '']);
const theme = (asked.get('theme') ?? 'light') as Theme;
const language = (asked.get('language') ?? 'vi') as Language;
const scene = scenes[journey.get('scene') ?? asked.get('scene') ?? 'main'] ?? scenes['main'];

// The preview always uses the same time, so that its pictures can be compared.
const begun = Date.now();
const realNow = Date.now.bind(Date);
const pretendedNow = () => NOW.getTime() + realNow() - begun;
globalThis.Date = new Proxy(Date, {
  construct: (real, given: ConstructorParameters<DateConstructor>) =>
    (given as unknown[]).length === 0 ? new real(pretendedNow()) : new real(...given),
  get: (real, name) => (name === 'now' ? pretendedNow : Reflect.get(real, name)),
});

declare global {
  interface Window {
    violations: string[];
  }
}
window.violations = [];
addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));

const target = document.getElementById('page');
if (target && scene)
  mount(App, {
    target,
    props: {
      ipc: scene({ ...UNCHANGED, theme, language }),
    },
  });

function onceThere(testid: string, act: (found: HTMLElement) => void): void {
  const seek = setInterval(() => {
    const found = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
    if (!found || found.matches(':disabled')) return;
    clearInterval(seek);
    act(found);
  }, 50);
}

// The elements to click first, by data-testid, one after the other.
for (const testid of [...journey.getAll('press'), ...asked.getAll('press')])
  onceThere(testid, (button) => button.click());

// The text to type, as type=testid:text.
for (const typed of [...journey.getAll('type'), ...asked.getAll('type')]) {
  const [testid = '', ...text] = typed.split(':');
  onceThere(testid, (box) => {
    (box as HTMLInputElement).value = text.join(':');
    box.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

/** In milliseconds; longer than typing takes. */
const AFTER_TYPING = 600;

// The elements to click after everything was typed.
setTimeout(() => {
  for (const testid of [...journey.getAll('then'), ...asked.getAll('then')])
    onceThere(testid, (button) => button.click());
}, AFTER_TYPING);
