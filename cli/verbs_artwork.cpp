#include "cli/artwork_verbs.hpp"
#include "cli/verbs.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace chant::cli {

void add_artwork_verbs(CLI::App& to, context& with) {
  auto& group = add_group(to, "artwork", "Draw covers");
  auto options = std::make_shared<render_options>();
  auto& verb = add_verb(
      group, with,
      {.name = "render",
       .summary = "Draw the three pictures of one name, or of a list of names",
       .examples =
           "  # cover.jpg, facebook.jpg and twitter.jpg\n"
           "  chant artwork render --name Zoë --team fr --language fr --out zoe\n"
           "  # a CSV with the columns name, team and, if it likes, language; pictures are\n"
           "  # numbered by row; exit code 8 when some rows failed\n"
           "  chant artwork render --names guests.csv --out covers\n",
       .work = by_settings(with, [&with, options](const config::node& settings) {
         return render_artwork(settings, with.from_app, *options, with.streams);
       })});
  add_node_options(verb, with);
  auto* name = verb.add_option("--name", options->wish.name, "The name on the cover");
  auto* team =
      verb.add_option("--team", options->wish.team, "A team of the campaign: fr, gb-wls …");
  auto* language =
      verb.add_option("--language", options->wish.language,
                      "Chooses the shapes of Han characters; default: the campaign's first")
          ->type_name("TAG");
  auto* names =
      verb.add_option("--names", options->names, "A list of names")->type_name("FILE.csv");
  name->type_name("NAME")->needs(team);
  team->type_name("TEAM")->needs(name);
  names->excludes(name)->excludes(team)->excludes(language);
  verb.add_option("--out", options->out, "Directory for the pictures; default: this one")
      ->type_name("DIR");
  counts(verb.add_option("--threads", options->threads, "That draw; default: one per core"));
}

}  // namespace chant::cli
