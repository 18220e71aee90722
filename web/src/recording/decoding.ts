// A recording as samples, where this browser can decode it.

const decodedRate = 48_000;

/** Decodes without a click: an offline context makes no sound. */
export async function decodeFile(bytes: Blob): Promise<AudioBuffer | null> {
  try {
    return await new OfflineAudioContext(1, 1, decodedRate).decodeAudioData(await bytes.arrayBuffer());
  } catch {
    return null;
  }
}
