// Takes on their way: kept in the browser until the server has every byte.
//
//   keepDraft(take)           while it is reviewed: a reload loses nothing
//   openUploader({ … })       once a page; goes on with what an earlier page left
//   uploader.accept(…)        the draft's way to the server begins
//   forgetTakes()             after an erase: nothing of a voice stays in the browser

export { dropDraft, forgetTakes, keepDraft, loadDraft } from "./shelf";
export type { UploadState } from "./sending";
export { openUploader, type Uploader } from "./uploader";
