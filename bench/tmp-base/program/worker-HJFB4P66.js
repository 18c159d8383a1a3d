import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  deserialise,
  serialise,
  serveWorker
} from "./chunk-KMVBH5MF.js";
import "./chunk-DMZMFQHW.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-34IBRBKI.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";
export {
  deserialise,
  serialise,
  serveWorker
};
