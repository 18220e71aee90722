find_package(CAF 0.17.6 REQUIRED COMPONENTS core)
add_executable(queue_bench queue_bench.cpp)
target_link_libraries(queue_bench PRIVATE chant_actors chant_store CAF::core)
