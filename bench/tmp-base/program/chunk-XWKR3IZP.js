import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);

// engine/execute/breather.js
import { setImmediate } from "node:timers/promises";
var LONGEST_MS = 20;
function breather() {
  let last = performance.now();
  let pause;
  async function rest() {
    await setImmediate();
    last = performance.now();
    pause = void 0;
  }
  return async () => {
    if (performance.now() - last < LONGEST_MS)
      return;
    pause ??= rest();
    await pause;
  };
}

export {
  breather
};
