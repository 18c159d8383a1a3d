// How long it takes to open a store and close it again: `node bench/engine/open-store.mjs STORE` prints milliseconds.
import { openStore } from '../../dist/engine/store/local/disk.js';

const began = performance.now();
const store = await openStore(process.argv[2] ?? '');
await store.close();
console.log(performance.now() - began);
