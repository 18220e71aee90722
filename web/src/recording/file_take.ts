// Tier C: a sound file, or a short video, that the fan brings.

import type { Take } from "./take";

/** Values for the `accept` of two file inputs. They name types and endings, and do not begin with
 * `audio/*`, which iPhones take for video. */
export const acceptedFiles = {
  sound:
    ".m4a,.mp3,.wav,.aac,.caf,.3gp,.ogg,.opus,.webm,.flac,audio/mp4,audio/x-m4a,audio/mpeg,audio/wav,audio/x-wav,audio/aac,audio/x-caf,audio/3gpp,audio/ogg,audio/webm,audio/flac",
  video: "video/mp4,video/quicktime,video/webm,video/3gpp,.mp4,.mov,.webm,.3gp",
};

/** Throws a TakeProblem for a file that is no take. A file that only the server can decode passes,
 * without duration and loudness. */
export declare function takeFromFile(file: File): Promise<Take>;
