// Mono samples with the frame they were heard at. Browsers drop render quanta under load, so a count
// of samples is no clock: a chunk ends where a frame is missing, and its receiver sees the gap.

const chunkFrames = 4096;

class Pcm extends AudioWorkletProcessor {
  constructor() {
    super();
    this.isOn = true;
    this.chunk = new Int16Array(chunkFrames);
    this.length = 0;
    this.frame = 0;
    this.port.onmessage = () => {
      this.hand();
      this.isOn = false;
      this.port.postMessage(null);
    };
  }

  hand() {
    if (this.length === 0) return;
    const samples = this.chunk.slice(0, this.length);
    this.port.postMessage({ frame: this.frame, samples }, [samples.buffer]);
    this.length = 0;
  }

  process([input]) {
    const channel = input[0]; // absent while nothing is connected: silence then
    const frames = channel ? channel.length : 128;
    if (this.frame + this.length !== currentFrame || this.length + frames > chunkFrames) this.hand();
    if (this.length === 0) this.frame = currentFrame;
    for (let i = 0; i < frames; ++i) {
      const sample = channel ? Math.max(-1, Math.min(1, channel[i])) : 0;
      this.chunk[this.length++] = sample < 0 ? sample * 0x8000 : sample * 0x7fff;
    }
    return this.isOn;
  }
}

registerProcessor("chant-pcm", Pcm);
