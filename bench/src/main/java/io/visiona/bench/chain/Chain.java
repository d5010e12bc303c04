package io.visiona.bench.chain;

import java.net.URI;

/**
 * One way from a caller to an agent.
 *
 * @param name as the results show it
 * @param base what the agent's own paths are appended to
 * @param cookie what a caller sends as {@code Cookie}
 */
record Chain(String name, URI base, String cookie) {
  String url(String path) {
    return base + path;
  }
}
