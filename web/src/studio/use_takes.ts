// The fan's takes: one under review, and those on their way to the server.

import { useEffect, useRef, useState } from "preact/hooks";

import { tryOpenSession } from "../api";
import type { PageData } from "../page_data";
import { type Take, type TakeCode } from "../recording";
import { keepDraft, loadDraft, openUploader, type Uploader, type UploadState } from "../upload";

export interface Takes {
  /** False until what an earlier page left has been looked for. */
  known: boolean;
  draft: Take | null;
  /** The draft was made by an earlier page. */
  found: boolean;
  /** Why the last attempt is no take. */
  problem: TakeCode | null;
  /** The browser keeps nothing: a reload would lose the take. */
  fleeting: boolean;
  keep: (take: Take) => void;
  refuse: (code: TakeCode | null) => void;
  /** Gives it to the campaign: it leaves for the server at once, in the background. */
  give: (take: Take, consent: string) => Promise<void>;
  upload: UploadState;
  retry: () => void;
}

export function useTakes(page: PageData): Takes {
  const [known, setKnown] = useState(false);
  const [draft, setDraft] = useState<Take | null>(null);
  const [found, setFound] = useState(false);
  const [problem, setProblem] = useState<TakeCode | null>(null);
  const [fleeting, setFleeting] = useState(false);
  const [upload, setUpload] = useState<UploadState>({ phase: "idle" });
  const uploader = useRef<Uploader | null>(null);

  useEffect(() => {
    const opened = openUploader({ beforeCreate: () => tryOpenSession(page.language) });
    uploader.current = opened;
    setUpload(opened.state);
    const deaf = opened.onChange(setUpload);
    loadDraft()
      .catch(() => null)
      .then((kept) => {
        setDraft(kept);
        setFound(kept !== null);
        setKnown(true);
      });
    return () => {
      deaf();
      opened.close();
    };
  }, [page]);

  const keep = (take: Take) => {
    setDraft(take);
    setFound(false);
    setProblem(null);
    keepDraft(take).then((kept) => setFleeting(!kept));
  };

  const give = async (take: Take, consent: string) => {
    const kept = await uploader.current!.accept(take, consent);
    setFleeting(!kept);
    setDraft(null);
  };

  const retry = () => uploader.current?.retry();

  return { known, draft, found, problem, fleeting, keep, refuse: setProblem, give, upload, retry };
}
