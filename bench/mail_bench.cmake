find_package(CURL REQUIRED)
add_executable(mail_bench mail_bench.cpp)
target_link_libraries(mail_bench PRIVATE chant_mail CURL::libcurl chant_options)
set_target_properties(mail_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
