import { createRequire as requireAt } from 'node:module';
const require = requireAt(import.meta.url);
import {
  fsckCommand,
  needStore
} from "./chunk-ZBLSB2VG.js";
import "./chunk-AF66PENX.js";
import "./chunk-XWKR3IZP.js";
import "./chunk-6Q5TO477.js";
import "./chunk-5YIOGQ3B.js";
import "./chunk-JYSP53U2.js";
import "./chunk-LIB27VLG.js";
import "./chunk-G6XKGUZB.js";
import "./chunk-VYXVFF6B.js";
import "./chunk-URZB7VFO.js";
import "./chunk-VOL7QDMY.js";
import "./chunk-UUVHQ3UC.js";
import "./chunk-2IJOKHPY.js";
import "./chunk-2NPJMGMJ.js";
import "./chunk-GYEHIKTQ.js";
import "./chunk-FOYNB2YM.js";
import "./chunk-OVBRS3VP.js";
import "./chunk-P26KXDJE.js";
import "./chunk-ICSLOTAE.js";
import "./chunk-RFNO5SSX.js";
export {
  fsckCommand,
  needStore
};
