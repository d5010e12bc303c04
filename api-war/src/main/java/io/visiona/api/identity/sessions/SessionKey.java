package io.visiona.api.identity.sessions;

/**
 * What a store knows a session by: the SHA-256 of the id in the cookie, so that whoever reads the
 * store cannot make a cookie of it.
 *
 * @param hash 64 hex digits
 */
public record SessionKey(String hash) {

  /** The key of an id. */
  public static SessionKey of(String id) {
    return new SessionKey(Hashes.sha256(id));
  }
}
