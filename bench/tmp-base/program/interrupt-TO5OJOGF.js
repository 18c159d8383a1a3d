import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  onInterrupt,
  outliveTerminal
} from "./chunk-3EJ7BNHA.js";
import "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-RFNO5SSX.js";
export {
  onInterrupt,
  outliveTerminal
};
