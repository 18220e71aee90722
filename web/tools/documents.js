// The HTML around a rendered page: no inline script, no inline style, everything from here.

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text) => text.replace(/[&<>"]/g, (c) => escapes[c]);

// JSON in a page: "<" could end the element it stands in.
const embedded = (data) => JSON.stringify(data).replaceAll("<", "\\u003c");

function alternates(languages) {
  if (languages.length < 2) return "";
  return languages.map((l) => `<link rel="alternate" hreflang="${l}" href="/${l}/">\n`).join("");
}

function head({ page, title, description, styles, more }) {
  return `<!doctype html>
<html lang="${page.language}" dir="${page.direction}">
<head>
<meta charset="utf-8">
<title>${escape(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escape(description)}">
<meta name="color-scheme" content="dark">
<meta name="theme-color" content="#0b0a10">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join("\n")}
${more}</head>
`;
}

export function landingDocument({ page, entry, flagStyle, languages, renderer }) {
  const t = renderer.wordsOf(page);
  const more = `<link rel="canonical" href="${page.home}">
${alternates(languages)}<link rel="preload" href="${entry.font}" as="font" type="font/woff2" crossorigin>
<script type="module" src="${entry.script}"></script>
`;
  const styles = [entry.style, flagStyle];
  const description = t("page.description");
  return `${head({ page, title: t("page.title"), description, styles, more })}<body>
<div id="site">${renderer.renderLanding(page)}</div>
<script type="application/json" id="page-data">${embedded(page)}</script>
</body>
</html>
`;
}

/** `kind` is "missing" or "gone", as in the texts. */
export function errorDocument({ page, kind, entry, renderer }) {
  const title = renderer.wordsOf(page)(`${kind}.title`);
  const more = `<meta name="robots" content="noindex">\n`;
  return `${head({ page, title, description: title, styles: [entry.style], more })}<body>
<div id="site">${renderer.renderDeadEnd(page, kind)}</div>
</body>
</html>
`;
}
