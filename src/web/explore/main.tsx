import { render } from 'preact';
import { Explorer } from './explorer.tsx';

const root = document.getElementById('app');
if (root) render(<Explorer />, root);
