# Compiler options and the two functions every folder uses: chant_library and chant_test.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_C_FLAGS_RELEASE "-O2 -g1")
set(CHANT_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

add_library(chant_options INTERFACE)
target_compile_options(chant_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wimplicit-fallthrough -Wswitch-enum -Werror -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_include_directories(chant_options INTERFACE
  ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_link_options(chant_options INTERFACE -fuse-ld=mold)
if(CHANT_SANITIZE)
  target_compile_options(chant_options INTERFACE
    -fsanitize=${CHANT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(chant_options INTERFACE -fsanitize=${CHANT_SANITIZE})
endif()

# chant_library(NAME [SOURCES...]): the static library chant_NAME from the .cpp files of the current
# folder (generated ones may be named), its headers each proven to compile alone.
function(chant_library name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
  add_library(chant_${name} STATIC ${sources} ${ARGN})
  target_link_libraries(chant_${name} PUBLIC chant_options)
  set_target_properties(chant_${name} PROPERTIES LINKER_LANGUAGE CXX)
  if(headers)
    target_sources(chant_${name} PUBLIC FILE_SET HEADERS
      BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${headers})
    set_target_properties(chant_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
endfunction()

# chant_test(NAME LABEL label SOURCES files... LIBRARIES libs... [TIMEOUT seconds]): one GoogleTest
# program; each of its tests is a ctest test of that label.
function(chant_test name)
  cmake_parse_arguments(arg "SERIAL" "LABEL;TIMEOUT" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} chant_options GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT})
endfunction()
