add_executable(memory_bench memory_bench.cpp)
target_compile_definitions(memory_bench PRIVATE
  CHANT_DEMO_CAMPAIGN="${CMAKE_SOURCE_DIR}/config/campaigns/demo")
target_link_libraries(memory_bench PRIVATE chant_actors chant_store chant_config)
