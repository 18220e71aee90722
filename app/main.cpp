#include "app/backup_job.hpp"
#include "app/current_build.hpp"
#include "app/mail_check.hpp"
#include "app/node.hpp"
#include "app/pictures.hpp"
#include "app/work_without_node.hpp"
#include "base/log.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
  // Verbs have words of their own; a node's log begins once its settings are read.
  chant::log::set_level(chant::log::level::error);
  return chant::cli::run(argc, argv,
                         {.serve = chant::app::serve,
                          .campaign_dir = chant::app::campaign_dir_of,
                          .load_bases = chant::app::load_bases,
                          .check_build = chant::app::check_build,
                          .act_without_node = chant::app::work_without_node,
                          .back_up = chant::app::back_up,
                          .check_mail = chant::app::check_mail,
                          .make_dkim_key = chant::app::make_dkim_key});
}
