package io.visiona.api.agents;

import java.util.Optional;

/** What a PATCH changes; what is empty stays. */
public record AgentChange(Optional<String> name, Optional<String> label, Optional<Boolean> allowProxy) {}
