#include "base/markup.hpp"

#include <gtest/gtest.h>

namespace chant {
namespace {

TEST(Markup, IsSafeInTextAndInAttributes) {
  EXPECT_EQ(markup_text(R"(<script>"O'Neil" & co</script>)"),
            "&lt;script&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/script&gt;");
}

TEST(Markup, LeavesEveryOtherLetterAlone) {
  EXPECT_EQ(markup_text("Zoë {name} 王"), "Zoë {name} 王");
}

}  // namespace
}  // namespace chant
