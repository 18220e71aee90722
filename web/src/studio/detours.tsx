// What later.tsx fetches: ways round a microphone that there is not, a code for another device, and what
// is said out of season.

export { Handover } from "./parts/handover";
export { MicProblemPanel } from "./parts/mic_problem";
export { Qr } from "./parts/qr";
export { Undecoded } from "./parts/undecoded";
export { BringFile } from "./screens/bring_file";
export { Closed } from "./screens/closed";
