add_executable(http_bench http_bench.cpp)
target_link_libraries(http_bench PRIVATE chant_http chant_options)
set_target_properties(http_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
