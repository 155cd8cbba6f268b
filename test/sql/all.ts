import { testsBeside } from '../support/tests-beside.ts';

testsBeside(import.meta.url);
