// One step on the screen: something to see, a heading that takes the focus, and what there is to do.

import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import { usePage, useWords } from "../../words";
import { useArrival } from "../use_way";

interface Props {
  name: string;
  title: string;
  lead?: string;
  /** What one sees; it says nothing that the words do not. */
  scene?: ComponentChildren;
  children: ComponentChildren;
}

export function Screen({ name, title, lead, scene, children }: Props) {
  const t = useWords();
  const { campaign } = usePage();
  const heading = useArrival();
  useEffect(() => {
    if (name !== "welcome") document.title = `${title} – ${campaign.song}`;
    else document.title = t("studio.page.title");
  }, [name, title]);
  return (
    <section class={`screen screen-${name}`} aria-labelledby="screen-title">
      {scene && <div class="scene">{scene}</div>}
      <div class="words">
        <header>
          <h1 id="screen-title" tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {lead && <p class="lead">{lead}</p>}
        </header>
        {children}
      </div>
    </section>
  );
}
