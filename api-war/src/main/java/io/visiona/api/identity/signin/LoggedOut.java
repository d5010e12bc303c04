package io.visiona.api.identity.signin;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a logout.
 *
 * @param logoutUrl where the browser may go to sign out at the Member Center too; null if it has no
 *     such page or is away
 */
@Schema(name = "LoggedOut")
public record LoggedOut(
    @Schema(description = "Where to sign out at the Member Center too.", format = "uri")
        @Nullable String logoutUrl) {}
