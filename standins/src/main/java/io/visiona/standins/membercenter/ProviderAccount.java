package io.visiona.standins.membercenter;

/**
 * Somebody who can sign in. The subject is not the username, so that nobody mistakes one for the
 * other.
 */
record ProviderAccount(
    String subject, String username, String password, String name, String email) {
  @Override
  public String toString() {
    return "ProviderAccount[" + username + "]";
  }
}
