/** "src/app.js:41": where something stands in the source, as every medium writes it. Not safe to print. */
export { formatLocation as placeText } from '../analysis/scripts.ts';
