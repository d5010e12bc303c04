package io.visiona.api.platform.streams;

/**
 * The first label of the host name of an agent's page.
 *
 * @param name the agent's random name
 * @param page which of its pages; empty for the first one
 */
public record PageLabel(String name, String page) {

  /** As it stands in the host name. */
  public String text() {
    return page.isEmpty() ? name : name + "-" + page;
  }
}
