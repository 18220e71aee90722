find_package(PkgConfig REQUIRED)
pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)

add_executable(render_bench render_bench.cpp)
target_compile_definitions(render_bench PRIVATE CHANT_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
target_link_libraries(render_bench PRIVATE chant_render PkgConfig::turbojpeg)
