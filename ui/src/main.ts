import './styles/fonts.css';
import './styles/app.css';
import './styles/page.css';
import { mount } from 'svelte';
import { shell } from '$lib/ipc';
import App from './App.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no #page');
mount(App, { target, props: { ipc: shell } });
