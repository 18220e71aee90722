#include "app/node.hpp"
#include "app/pictures.hpp"
#include "app/resources.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
  return chant::cli::run(
      argc, argv,
      {.serve = chant::app::serve,
       .campaign_dir =
           [](const chant::config::node& settings) {
             return chant::result<std::filesystem::path>(settings.campaign.dir.empty()
                                                             ? chant::app::default_campaign_dir()
                                                             : settings.campaign.dir);
           },
       .load_bases = chant::app::load_bases});
}
