package io.visiona.api.agents.pairing;

import java.time.Instant;
import java.util.UUID;

/**
 * A code just made. The code exists nowhere else: only its hash is stored.
 *
 * @param id to withdraw it by
 * @param code 128 bits in hexadecimal
 * @param expiresAt when it can no longer be exchanged
 */
public record IssuedCode(UUID id, String code, Instant expiresAt) {

  /** Never prints the code. */
  @Override
  public String toString() {
    return "IssuedCode[id=" + id + ", code=***, expiresAt=" + expiresAt + "]";
  }
}
