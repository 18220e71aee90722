// The studio's engine: from a browser to a take that can be heard and sent. It knows no framework
// and draws nothing; a page calls these in this order:
//
//   examineBrowser()                    which tier, which in-app browser; asks nobody
//   openBooth()                         in a click: one clock for all that is heard and recorded
//   openMicrophone(booth, …)            asks the fan; refuses with a MicProblem
//   calibrate(booth, microphone)        chirps: does the microphone hear the speaker, how late
//   loadSong(booth, …)                  backing track, guide voice, lyrics
//   perform(booth, song, { … })         rehearsal without a microphone, a take with one
//   openReview(booth, take, song)       voice and backing mixed, nudged
//   takeFromFile(file)                  instead of all that, where no microphone can be had
//
// Tiers: A records with MediaRecorder, B with an AudioWorklet into a WAV file, C takes a file.

export { type Booth, openBooth } from "./booth";
export type { Calibration } from "./calibration";
export { type Environment, examineBrowser, type Tier } from "./environment";
export { type Level, type LevelWord, peaksOf } from "./levels";
export { type MicCode, MicProblem, type Microphone, openMicrophone } from "./microphone";
export { type Ending, perform, type Performance, type PerformanceOptions } from "./performance";
export { calibrate, takeFromFile } from "./on_demand";
export { mix, openReview, type Review } from "./review";
export { loadSong, type Lyrics, type LyricLine, type LyricWord, type Song, type Source } from "./song";
export { limits, type Take, type TakeCode, TakeProblem, type Timing, withNudge } from "./take";
