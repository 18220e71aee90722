add_executable(upload_server upload_server.cpp)
target_compile_definitions(upload_server PRIVATE
  CHANT_DEMO_CAMPAIGN="${CMAKE_SOURCE_DIR}/config/campaigns/demo")
target_link_libraries(upload_server PRIVATE chant_actors chant_http chant_store chant_config)
set_target_properties(upload_server PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)

# One round, for its exit code: benches are run by hand, and would break unseen.
add_test(NAME bench_upload COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/upload_bench.py)
set_tests_properties(bench_upload PROPERTIES LABELS bench TIMEOUT 120
  ENVIRONMENT CHANT_BENCH_ROUNDS=1)
