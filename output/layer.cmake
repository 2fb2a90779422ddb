target_link_libraries(parley_output PRIVATE simdjson::simdjson)

# The report page's parts, compiled in.
file(GLOB report_assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/output/report/*.html
     ${CMAKE_SOURCE_DIR}/output/report/*.css ${CMAKE_SOURCE_DIR}/output/report/*.js)
if(report_assets)
  parley_embed(TARGET parley_output SYMBOL parley::report_assets BASE ${CMAKE_SOURCE_DIR}/output/report
               FILES ${report_assets})
endif()
