package io.visiona.api.gateway;

import io.visiona.api.gateway.token.Claims;
import io.visiona.api.identity.sessions.UserSession;

/** Whose request it is. */
sealed interface Authentication {

  /**
   * A token names a user.
   *
   * @param claims what else it says
   */
  record Named(String username, Claims claims) implements Authentication {}

  /** A signed-in person's browser. */
  record Person(UserSession session) implements Authentication {}

  /** Nobody acceptable. */
  record Failed(GatewayRefusal refusal) implements Authentication {}
}
