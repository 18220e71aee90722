// One clock for everything that is heard and recorded: an AudioContext, made in a click.

export interface Booth {
  readonly context: AudioContext;
  /** Where everything that is heard goes. */
  readonly output: AudioNode;
  /** True once the clock runs; false when it had not started after a second (no output device). */
  readonly running: Promise<boolean>;
  /** Starts the clock again after the system stopped it; call it in a click. */
  wake(): Promise<boolean>;
  close(): void;
}

// resume() may never settle where there is nothing to play on.
const patienceMs = 1000;

/** Must be called in a click or key press, or the browser keeps it silent. */
export function openBooth(): Booth {
  const context = new AudioContext({ latencyHint: "interactive" });
  const output = context.createGain();
  output.connect(context.destination);
  const wake = async () => {
    const patience = new Promise((done) => setTimeout(done, patienceMs));
    await Promise.race([context.resume().catch(() => undefined), patience]);
    return context.state === "running";
  };
  return {
    context,
    output,
    running: wake(),
    wake,
    close: () => void context.close().catch(() => undefined),
  };
}

/** The moment of the clock that is at the ears now: the device plays a little behind. */
export function heardTime(context: AudioContext): number {
  const now = context.currentTime;
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {};
  const heard = contextTime + (performance.now() - performanceTime) / 1000;
  // Right after the start, and in some browsers always, the stamps are nothing.
  const isPlausible = contextTime > 0 && heard > now - 1 && heard <= now + 0.05;
  return isPlausible ? heard : now - (context.outputLatency || context.baseLatency || 0);
}

type SessionType = "auto" | "playback" | "play-and-record";

/** Safari keeps the earpiece and a low volume unless it is told what the sound is for. */
export function soundIsFor(type: SessionType): void {
  const session = (navigator as Navigator & { audioSession?: { type: string } }).audioSession;
  if (!session) return;
  try {
    session.type = type;
  } catch {
    // a type this version does not know
  }
}
