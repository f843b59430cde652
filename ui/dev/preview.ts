/** The page over a pretended shell: `npm run dev`, then /dev/preview.html?scene=main&theme=dark&language=en&press=nav-overview. */
import '../src/styles/fonts.css';
import '../src/styles/app.css';
import '../src/styles/page.css';
import '../src/styles/overview.css';
import '../src/styles/import.css';
import '../src/styles/manage.css';
import '../src/styles/handing.css';
import { mount } from 'svelte';
import App from '../src/App.svelte';
import type { Language, Theme } from '../src/lib/ipc';
import { NOW } from './fake-ipc';
import { scenes } from './scenes';

const asked = new URLSearchParams(location.search);
const theme = (asked.get('theme') ?? 'light') as Theme;
const language = (asked.get('language') ?? 'vi') as Language;
const scene = scenes[asked.get('scene') ?? 'main'] ?? scenes['main'];

// The preview always happens at the same moment, so that its pictures can be compared.
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
  mount(App, { target, props: { ipc: scene({ theme, language, lastProfile: null, order: 'added' }) } });

// What is to be pressed first, by its data-testid, one after the other.
for (const testid of asked.getAll('press')) {
  const seek = setInterval(() => {
    const button = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
    if (!button) return;
    clearInterval(seek);
    button.click();
  }, 50);
}
