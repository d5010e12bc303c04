package io.visiona.api.identity.users;

import java.util.UUID;

/**
 * Somebody services know.
 *
 * @param id never changes
 * @param username as the Member Center last said, or as imported
 */
public record User(UUID id, String username) {}
