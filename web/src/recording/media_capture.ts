// The browser's own recorder, fed from the booth so that a marker can be mixed in.

import { recorderType } from "./environment";

export interface MediaCapture {
  /** Ends the capture; the file as the recorder made it. */
  stop(): Promise<Blob>;
}

const bitsPerSecond = 96_000;
// Shorter slices come empty from some browsers; one recording is one file in any case.
const sliceMs = 1000;
const startPatienceMs = 1000;
const stopPatienceMs = 3000;

const within = (ms: number, event: Promise<void>) => Promise.race([event, new Promise<void>((done) => setTimeout(done, ms))]);

/** Records what flows through `bus`. Rejects where the recorder refuses. */
export async function captureMedia(context: AudioContext, bus: AudioNode): Promise<MediaCapture> {
  const drain = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: "explicit" });
  const recorder = new MediaRecorder(drain.stream, {
    mimeType: recorderType() ?? undefined,
    audioBitsPerSecond: bitsPerSecond,
  });
  const slices: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void (data.size > 0 && slices.push(data));
  const stopped = new Promise<void>((done) => (recorder.onstop = () => done()));
  const started = new Promise<void>((done, fail) => {
    recorder.onstart = () => done();
    recorder.onerror = () => fail(new Error("the recorder failed"));
  });
  bus.connect(drain);
  recorder.start(sliceMs);
  await within(startPatienceMs, started);
  return {
    async stop() {
      if (recorder.state !== "inactive") recorder.stop();
      await within(stopPatienceMs, stopped);
      bus.disconnect(drain);
      return new Blob(slices, { type: recorder.mimeType || slices[0]?.type || recorderType() || "" });
    },
  };
}
