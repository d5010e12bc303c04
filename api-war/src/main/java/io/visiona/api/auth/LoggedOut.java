package io.visiona.api.auth;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a logout.
 *
 * @param logoutUrl where the browser may go to sign out at the Member Center too; null if it has no such page or is away
 */
public record LoggedOut(@Nullable String logoutUrl) {}
