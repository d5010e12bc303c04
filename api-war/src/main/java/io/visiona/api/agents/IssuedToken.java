package io.visiona.api.agents;

import java.util.UUID;

/**
 * A session token just made. The token exists nowhere else: only its hash is stored.
 *
 * @param agent whose it is
 * @param token 256 bits in hexadecimal
 */
public record IssuedToken(UUID agent, String token) {

  /** Never prints the token. */
  @Override
  public String toString() {
    return "IssuedToken[agent=" + agent + ", token=***]";
  }
}
