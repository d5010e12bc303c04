package io.visiona.api.auth;

import jakarta.json.bind.annotation.JsonbNillable;
import jakarta.json.bind.annotation.JsonbProperty;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a logout.
 *
 * @param logoutUrl where the browser may go to sign out at the Member Center too; null if it has no such page or is away
 */
@JsonbNillable
public record LoggedOut(@JsonbProperty("logout_url") @Nullable String logoutUrl) {}
