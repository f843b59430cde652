import { mount } from 'svelte';
import App from './App.svelte';
import { shell } from './ipc';
import './styles';

// Counted for the end-to-end tests, which check that the page never violates its content security policy.
const root = document.documentElement;
root.dataset['policyViolations'] = '0';
document.addEventListener('securitypolicyviolation', () => {
  root.dataset['policyViolations'] = String(Number(root.dataset['policyViolations']) + 1);
});

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no #page');
mount(App, { target, props: { ipc: shell } });
