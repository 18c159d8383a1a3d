import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  numbersAt,
  readTable,
  tableText,
  writeTable
} from "./chunk-WUAQWGRO.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";
export {
  numbersAt,
  readTable,
  tableText,
  writeTable
};
