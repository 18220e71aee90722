// The HTML around a rendered page: no inline script, no inline style, everything from here.

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (c) => escapes[c]);

// JSON in a page: "<" could end the element it stands in.
const embedded = (data) => JSON.stringify(data).replaceAll("<", "\\u003c");

/** The same page in the other languages, and the one for everybody; whole addresses, as search
 * engines ask. */
function relatives({ url, languages, path, canonical }) {
  if (!url) return "";
  const link = (rel, href, more = "") => `<link rel="${rel}"${more} href="${url}${href}">\n`;
  const others = languages.map(({ language }) => link("alternate", `/${language}/${path}`, ` hreflang="${language}"`));
  const everybody = path === "" ? "/" : `/${languages[0].language}/${path}`;
  return [link("canonical", canonical), ...others, link("alternate", everybody, ' hreflang="x-default"')].join("");
}

/**
 * `body` is the rendered page. `address` is where this document stands, `entry` what it loads:
 * {script (null: none), styles, fonts, ground}. `data` is embedded where the page has something to carry; where it
 * lies apart, `beside` says where, and `textsUntilThen` are embedded in its place. `reports` is what src/error_reports.ts goes by: {release, share}.
 */
export function pageDocument({ page, kind, t, body, address, url, languages, entry, data, beside, textsUntilThen, reports }) {
  const listed = kind.unlisted
    ? '<meta name="robots" content="noindex">\n'
    : relatives({ url, languages, path: kind.path, canonical: address });
  const dataBeside = beside
    ? `<link rel="preload" id="page-data" href="${beside}" as="fetch" crossorigin data-texts="${escape(JSON.stringify(textsUntilThen))}">\n`
    : "";
  const script = entry.script ? `<script type="module" src="${entry.script}"></script>\n` : "";
  // Before anything is loaded.
  const reporting = entry.script
    ? `<meta name="release" content="${reports.release}">\n<meta name="error-share" content="${reports.share}">\n`
    : '<meta name="referrer" content="no-referrer">\n';
  const embeddedData = data ? `<script type="application/json" id="page-data">${embedded(data)}</script>\n` : "";
  return `<!doctype html>
<html lang="${page.language}" dir="${page.direction}" data-state="${page.campaign.state}">
<head>
<meta charset="utf-8">
<title>${escape(t(kind.title))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escape(t(kind.description))}">
<meta name="color-scheme" content="dark">
${reporting}<meta name="theme-color" content="${entry.ground}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${entry.styles.map((href) => `<link rel="stylesheet" href="${href}">\n`).join("")}${listed}${entry.fonts.map((href) => `<link rel="preload" href="${href}" as="font" type="font/woff2" crossorigin>\n`).join("")}${dataBeside}${script}</head>
<body>
${body}
${embeddedData}</body>
</html>
`;
}
