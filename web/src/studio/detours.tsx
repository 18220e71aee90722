// What later.tsx fetches: ways round a microphone that there is not, and a code for another device.

export { Handover } from "./parts/handover";
export { MicProblemPanel } from "./parts/mic_problem";
export { Qr } from "./parts/qr";
export { BringFile } from "./screens/bring_file";
