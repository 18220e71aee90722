// The studio: one step at a time, what is going on above it.

import type { PageData } from "../page_data";
import { Page } from "../words";
import { BringFile, Closed } from "./later";
import { Chapters } from "./parts/chapters";
import { Notices } from "./parts/notices";
import { UploadLine } from "./parts/upload_line";
import { Check } from "./screens/check";
import { Cover } from "./screens/cover";
import { Letter } from "./screens/letter";
import { Making } from "./screens/making";
import { Result } from "./screens/result";
import { Review } from "./screens/review";
import { Sing } from "./screens/sing";
import { Welcome } from "./screens/welcome";
import type { Step } from "./steps";
import { type Studio as State, StudioContext, useStudioState } from "./use_studio";

const screens: Record<Step, () => preact.ComponentChild> = {
  welcome: () => <Welcome />,
  check: () => <Check />,
  sing: () => <Sing />,
  review: () => <Review />,
  cover: () => <Cover />,
  letter: () => <Letter />,
  making: () => <Making />,
  result: () => <Result />,
};

function screenOf(studio: State) {
  const isShut = studio.state === "before" || studio.state === "closed";
  // Who has a cover may look at it for ever; nothing new begins.
  if (isShut && studio.step !== "result" && studio.step !== "making") return <Closed state={studio.state!} />;
  if (studio.step === "sing" && studio.progress.microphone === "none") return <BringFile />;
  return screens[studio.step]();
}

export function Studio({ page }: { page: PageData }) {
  const studio = useStudioState(page);
  return (
    <Page.Provider value={page}>
      <StudioContext.Provider value={studio}>
        <div class="above">
          <Chapters step={studio.step} />
          <UploadLine takes={studio.takes} />
          <Notices />
        </div>
        <div key={studio.step}>{screenOf(studio)}</div>
      </StudioContext.Provider>
    </Page.Provider>
  );
}
