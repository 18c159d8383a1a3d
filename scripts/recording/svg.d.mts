import type { Frame, Size } from './frames.mjs';
export function recordingSvg(frames: readonly Frame[], size: Size): string;
