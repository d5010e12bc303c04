package io.visiona.api.gateway;

/** Whose request it is. */
sealed interface Authentication {

  /** A token names a user. */
  record Named(String username) implements Authentication {}

  /** A signed-in person's browser. */
  record Person(String subject) implements Authentication {}

  /** Nobody acceptable. */
  record Failed(Refusal refusal) implements Authentication {}
}
