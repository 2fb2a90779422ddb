file(GLOB parley_prompt_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/agents/prompts/*/*.md)
parley_embed(TARGET parley_agents SYMBOL parley::embedded_prompts
             BASE ${CMAKE_SOURCE_DIR}/agents/prompts FILES ${parley_prompt_files})
