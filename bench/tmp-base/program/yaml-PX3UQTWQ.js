import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  LARGEST_FILE,
  parseYaml
} from "./chunk-52EV5XBE.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-RFNO5SSX.js";
export {
  LARGEST_FILE,
  parseYaml
};
