#!/usr/bin/env python3
"""Makes the campaign's rules for the server and for the site from one rules.json.

  generate_rules.py RULES.json --cpp OUT_DIR   OUT_DIR/rule_codes.hpp and default_rules.cpp
  generate_rules.py RULES.json --js OUT.js     an ES module, and its types beside it: OUT.d.ts
                                               (OUT.mjs gets OUT.d.mts)

The module needs no other and runs in browsers and in Node 18. It exports `limits`
and the same checks as campaign/rules.hpp: checkName(text) and checkEmail(text) return {ok: true, value} with the
text as the server will keep it, or {ok: false, code, field}; checkSubscriberAge(age, country) and
checkDrawEntry(age, country) the same with the age. The server's word is final: its Unicode may be
older than the browser's.

rules.json: `limits` name -> {value, note} (the fields of campaign::rules), `double_opt_in` (true or false),
`subscriber_age_min` and `draw_age_min` (texts of an age band), `subscriber_age_min_by_country` (country -> age
band), `draw_countries_excluded` (a list of countries), `codes` code -> {field of the request, note: the sentence for people}.
The functions themselves are written by hand, in campaign/*_rules.cpp and tools/rules_checks.js.
"""
import argparse
import json
import pathlib
import sys

MADE = "// Made by tools/generate_rules.py from rules.json.\n"


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def rule_codes(rules):
    codes = rules["codes"]
    names = ",\n  ".join(codes)
    texts = "\n".join(f"    case rule::{c}: return {quoted(c)};" for c in codes)
    fields = "\n".join(f"    case rule::{c}: return {quoted(v['field'])};" for c, v in codes.items())
    notes = "\n".join(f"    case rule::{c}: return {quoted(v['note'])};" for c, v in codes.items())
    return f"""// The rules a request can break: stable code, field to blame, sentence for people.
{MADE}#pragma once

#include <cstdint>
#include <string_view>

namespace chant::campaign {{

enum class rule : std::uint8_t {{
  {names}
}};

[[nodiscard]] constexpr std::string_view to_text(rule r) {{
  switch (r) {{
{texts}
  }}
  return {{}};
}}

/// Empty where no single field is to blame.
[[nodiscard]] constexpr std::string_view field_of(rule r) {{
  switch (r) {{
{fields}
  }}
  return {{}};
}}

[[nodiscard]] constexpr std::string_view note_of(rule r) {{
  switch (r) {{
{notes}
  }}
  return {{}};
}}

}}  // namespace chant::campaign
"""


def default_rules(rules):
    limits = "\n".join(f"    .{name} = {limit['value']}," for name, limit in rules["limits"].items())
    excluded = ", ".join(quoted(c) for c in rules["draw_countries_excluded"])
    ages = ", ".join(f"{{{quoted(country)}, *parse<age_band>({quoted(age)})}}"
                     for country, age in rules["subscriber_age_min_by_country"].items())
    return f"""{MADE}#include "campaign/rules.hpp"

namespace chant::campaign {{

rules default_rules() {{
  return {{
{limits}
    .double_opt_in = {quoted(rules["double_opt_in"])},
    .subscriber_age_min = *parse<age_band>({quoted(rules["subscriber_age_min"])}),
    .subscriber_age_min_by_country = {{{ages}}},
    .draw_age_min = *parse<age_band>({quoted(rules["draw_age_min"])}),
    .draw_countries_excluded = {{{excluded}}},
  }};
}}

}}  // namespace chant::campaign
"""


def module(rules):
    limits = {name: limit["value"] for name, limit in rules["limits"].items()}
    ages = {key: rules[key]
            for key in ("subscriber_age_min", "draw_age_min", "draw_countries_excluded")}
    # A campaign from before there were rules of countries has none.
    ages["subscriber_age_min_by_country"] = rules.get("subscriber_age_min_by_country", {})
    checks = pathlib.Path(__file__).with_name("rules_checks.js").read_text(encoding="utf-8")
    # Pages pay for every byte: only the codes that the checks may answer.
    fields = {code: rule["field"] for code, rule in rules["codes"].items() if f'"{code}"' in checks}
    # Not frozen: a bundler puts the limits that a page needs where they are needed, and drops the rest.
    return (f"{MADE}export const limits = {json.dumps(limits, indent=2)};\n\n"
            f"export const ages = {json.dumps(ages, indent=2)};\n\n"
            f"const fields = {json.dumps(fields, indent=2)};\n\n"
            f"{checks}")


def types(rules):
    limits = "\n".join(f"  readonly {name}: number; // {limit['note']}"
                       for name, limit in rules["limits"].items())
    codes = "\n".join(f"  | {quoted(c)}" for c in rules["codes"])
    return f"""{MADE}export type RuleCode =
{codes};

export type Checked =
  | {{ readonly ok: true; readonly value: string }}
  | {{ readonly ok: false; readonly code: RuleCode; readonly field: string }};

export declare const limits: {{
{limits}
}};

/** As checkName, for those who know which field it is. */
export declare function judgeName(text: string): {{ readonly value?: string; readonly code?: RuleCode }};

export type AgeBand = "under16" | "16-17" | "18+";

export interface Ages {{
  readonly subscriber_age_min: AgeBand;
  readonly subscriber_age_min_by_country: Readonly<Record<string, AgeBand>>;
  readonly draw_age_min: AgeBand;
  readonly draw_countries_excluded: readonly string[];
}}

export declare const ages: Ages;

/** The name as it will stand on the cover, or the first rule it breaks. */
export declare function checkName(text: string): Checked;

/** The address as it will be kept, or the first rule it breaks. */
export declare function checkEmail(text: string): Checked;

/** Whether fans of that age may be written to there; `country` is "" where nobody knows it. */
export declare function checkSubscriberAge(age: AgeBand, country: string, rules?: Ages): Checked;

/** Whether the prize draw is open to fans of that age there. */
export declare function checkDrawEntry(age: AgeBand, country: string, rules?: Ages): Checked;
"""


def write_if_changed(path, text):
    """Leaves the time stamp alone when nothing changed, so that nothing is compiled again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rules", type=pathlib.Path)
    parser.add_argument("--cpp", type=pathlib.Path, metavar="OUT_DIR")
    parser.add_argument("--js", type=pathlib.Path, metavar="OUT.js")
    options = parser.parse_args()
    rules = json.loads(options.rules.read_text(encoding="utf-8"))
    if options.cpp:
        write_if_changed(options.cpp / "rule_codes.hpp", rule_codes(rules))
        write_if_changed(options.cpp / "default_rules.cpp", default_rules(rules))
    if options.js:
        write_if_changed(options.js, module(rules))
        write_if_changed(options.js.with_suffix(options.js.suffix.replace("js", "ts")).with_name(
            options.js.stem + ".d" + options.js.suffix.replace("js", "ts")), types(rules))
    return 0


if __name__ == "__main__":
    sys.exit(main())
