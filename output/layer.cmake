target_link_libraries(parley_output PRIVATE simdjson::simdjson)
target_link_libraries(parley_output PRIVATE SQLite::SQLite3 OpenSSL::Crypto)

# The report page's parts, compiled in.
file(GLOB report_assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/output/report/*.html
     ${CMAKE_SOURCE_DIR}/output/report/*.css ${CMAKE_SOURCE_DIR}/output/report/*.js)
if(report_assets)
  parley_embed(TARGET parley_output SYMBOL parley::report_assets BASE ${CMAKE_SOURCE_DIR}/output/report
               FILES ${report_assets})
endif()

# The journal's tables and views.
file(GLOB journal_sql CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/output/store/migrations/*.sql
     ${CMAKE_SOURCE_DIR}/output/store/views.sql)
parley_embed(TARGET parley_output SYMBOL parley::journal_schema_files BASE ${CMAKE_SOURCE_DIR}/output/store
             FILES ${journal_sql})

# The page of a load test.
file(GLOB load_assets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/output/load_page/*.html
     ${CMAKE_SOURCE_DIR}/output/load_page/*.css ${CMAKE_SOURCE_DIR}/output/load_page/*.js)
parley_embed(TARGET parley_output SYMBOL parley::load_assets BASE ${CMAKE_SOURCE_DIR}/output/load_page
             FILES ${load_assets})
