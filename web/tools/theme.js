// The campaign's colours, from [theme] in its campaign.toml: custom properties for every style sheet.

import { readFileSync } from "node:fs";

// What a campaign may set; styles/tokens.css says what each is for and has VELA's.
const colours = ["ground", "raised", "line", "ink", "soft", "hot", "on_hot", "fault", "good"];

/** Throws where a value is no plain colour: it goes into style sheets as it stands. */
export function themeRules(theme) {
  const lines = Object.entries(theme).map(([name, value]) => {
    if (!colours.includes(name)) throw new Error(`[theme] has no "${name}": ${colours.join(", ")}`);
    if (!/^#[0-9a-f]{6}$/i.test(value)) throw new Error(`[theme] ${name}: "${value}" is not like #ff4d2e`);
    return `  --${name.replace("_", "-")}: ${value};\n`;
  });
  return lines.length ? `:root {\n${lines.join("")}}\n` : "";
}

/** A drawing of ours in the campaign's colours: `{{hot}}` stands for its token. */
export function dyed(file, theme) {
  return readFileSync(file, "utf8").replace(/\{\{(\w+)\}\}/g, (whole, name) => {
    if (!theme[name]) throw new Error(`${file}: [theme] has no ${name}`);
    return theme[name];
  });
}
