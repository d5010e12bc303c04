package io.visiona.shared.config;

/**
 * {@code visiona.mode}: development allows plain http, stand-ins and well-known keys; production
 * refuses them.
 */
public enum Mode {
  PRODUCTION,
  DEVELOPMENT
}
