// What works on samples from the audio thread, fetched together by the few who need it: chirps, and
// tier B.

export { calibrate } from "./calibration";
export { pcmCapture } from "./pcm_take";
