/** The shell is asked for the app's state first; the script of the page is read while it answers. */
import { askAhead, shell } from './ipc';
import './styles';

// Counted for the end-to-end tests, which check that the page never violates its content security policy.
const root = document.documentElement;
root.dataset['policyViolations'] = '0';
document.addEventListener('securitypolicyviolation', () => {
  root.dataset['policyViolations'] = String(Number(root.dataset['policyViolations']) + 1);
});

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no #page');
const ipc = askAhead(shell);
void import('./page').then(({ show }) => show(target, ipc));
