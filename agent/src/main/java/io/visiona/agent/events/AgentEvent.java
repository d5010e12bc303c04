package io.visiona.agent.events;

import jakarta.json.JsonObject;

/**
 * Something that changed.
 *
 * @param type as in the events' WebSocket, such as {@code device}
 * @param data what is told
 */
public record AgentEvent(String type, JsonObject data) {}
