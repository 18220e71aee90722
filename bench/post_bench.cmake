add_executable(post_server post_server.cpp direct_service.cpp)
target_compile_definitions(post_server PRIVATE
  CHANT_DEMO_CAMPAIGN="${CMAKE_SOURCE_DIR}/config/campaigns/demo")
target_link_libraries(post_server PRIVATE chant_actors chant_http chant_store chant_config)
