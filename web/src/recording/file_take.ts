// Tier C: a sound file, or a short video, that the fan brings.

import { decodeFile } from "./decoding";
import { loudest } from "./levels";
import { blankTiming, refuseUseless, type Take, TakeProblem } from "./take";

/** Values for the `accept` of two file inputs. They name types and endings, and do not begin with
 * `audio/*`, which iPhones take for video. */
export const acceptedFiles = {
  sound:
    ".m4a,.mp3,.wav,.aac,.caf,.3gp,.ogg,.opus,.webm,.flac,audio/mp4,audio/x-m4a,audio/mpeg,audio/wav,audio/x-wav,audio/aac,audio/x-caf,audio/3gpp,audio/ogg,audio/webm,audio/flac",
  video: "video/mp4,video/quicktime,video/webm,video/3gpp,.mp4,.mov,.webm,.3gp",
};

// For files whose type the system does not know.
const typeOfEnding: Record<string, string> = {
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  aac: "audio/aac",
  caf: "audio/x-caf",
  "3gp": "audio/3gpp",
  ogg: "audio/ogg",
  opus: "audio/ogg",
  webm: "audio/webm",
  flac: "audio/flac",
  mp4: "video/mp4",
  mov: "video/quicktime",
};

// Kinds the server can tell by their first bytes.
const known =
  /^(audio|video)\/(x-|vnd\.)?(aacp?|caf|flac|m4[av]|matroska|mp[34]|mpeg|ogg|opus|quicktime|webm|wave?|3gpp2?)(;|$)/;

function typeOf(file: File): string | null {
  if (known.test(file.type)) return file.type;
  return typeOfEnding[file.name.split(".").pop()?.toLowerCase() ?? ""] ?? null;
}

const patienceMs = 5000;

/** What a player says; null where it does not understand the file. Costs no memory, unlike decoding. */
function playerDuration(file: File): Promise<number | null> {
  const player = document.createElement("video"); // plays sound as well
  const address = URL.createObjectURL(file);
  return new Promise<number | null>((done) => {
    player.preload = "metadata";
    player.onloadedmetadata = () => done(Number.isFinite(player.duration) ? player.duration : null);
    player.onerror = () => done(null);
    setTimeout(() => done(null), patienceMs);
    player.src = address;
  }).finally(() => {
    player.removeAttribute("src");
    URL.revokeObjectURL(address);
  });
}

/** Throws a TakeProblem for a file that is no take. A file that only the server can decode passes,
 * without duration and loudness. */
export async function takeFromFile(file: File): Promise<Take> {
  const mediaType = typeOf(file);
  if (!mediaType) throw new TakeProblem("wrong_type");
  const take: Take = {
    bytes: file,
    mediaType,
    tier: "C",
    durationSeconds: null,
    loudestDbfs: null,
    timing: blankTiming("C"),
  };
  refuseUseless(take);
  const playerSeconds = await playerDuration(file);
  refuseUseless({ ...take, durationSeconds: playerSeconds });
  const sound = await decodeFile(file);
  take.durationSeconds = sound?.duration ?? playerSeconds;
  take.loudestDbfs = sound ? loudest(sound.getChannelData(0), sound.sampleRate) : null;
  refuseUseless(take);
  return take;
}
