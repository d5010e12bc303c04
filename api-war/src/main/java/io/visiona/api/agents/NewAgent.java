package io.visiona.api.agents;

/**
 * An agent about to be paired; texts are validated by the caller.
 *
 * @param owner subject of the person whose code it presented
 * @param name what the agent calls itself
 * @param label what the person called it
 * @param platform operating system and architecture, as the agent says
 * @param allowProxy whether its own web server may be reached
 */
public record NewAgent(
    String owner, String name, String label, String platform, boolean allowProxy) {}
