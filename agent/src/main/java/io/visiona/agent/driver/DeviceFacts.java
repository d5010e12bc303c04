package io.visiona.agent.driver;

import org.jspecify.annotations.Nullable;

/**
 * What a connected device says of itself.
 *
 * @param firmware its version
 * @param model what it holds; null when it holds none, or half of one
 */
public record DeviceFacts(@Nullable String firmware, @Nullable LoadedModel model) {}
