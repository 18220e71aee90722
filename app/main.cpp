#include "app/backup_job.hpp"
#include "app/current_build.hpp"
#include "app/mail_check.hpp"
#include "app/node.hpp"
#include "app/pictures.hpp"
#include "app/work_without_node.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
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
