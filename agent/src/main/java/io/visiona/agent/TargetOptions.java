package io.visiona.agent;

import io.visiona.agent.target.Pages;
import io.visiona.agent.target.TargetAddress;
import io.visiona.agent.target.TargetProxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which web servers behind the agent can be reached, and by what name they are asked. */
final class TargetOptions {
  /** As one part of a label of a host name. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?");

  private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]+)+");

  private static final String OWN_NAME = "target";

  @Option(
      names = "--target",
      paramLabel = "URL",
      defaultValue = "${env:VISIONA_AGENT_TARGET}",
      description = {
        "The local web server to make reachable, such as http://127.0.0.1:8080,",
        "https://127.0.0.1:8443 or unix:/run/site.sock.",
        "Without it the agent serves a small site of its own."
      })
  @Nullable String target;

  @Option(
      names = "--page",
      paramLabel = "NAME=URL",
      split = ",",
      defaultValue = "${env:VISIONA_AGENT_PAGES}",
      description = {
        "Another local web server: cam=http://127.0.0.1:8080 as a page of its own, which its owner has",
        "to allow by that name, or /files=http://127.0.0.1:8081 below that path of the first one.",
        "May be given several times."
      })
  List<String> pages = new ArrayList<>();

  @Option(
      names = "--host-header",
      paramLabel = "HOST",
      defaultValue = "${env:VISIONA_AGENT_HOST_HEADER}",
      description = {
        "The Host that web servers are asked for, such as shop.example or app.local:8080;",
        "'target' for host and port of each. Default: the name that the browser used",
        "for a page of its own, else host and port of the target."
      })
  @Nullable String hostHeader;

  /** Picocli sets the fields. */
  @SuppressWarnings("NullAway.Init")
  TargetOptions() {}

  /** The web servers; throws {@link IllegalArgumentException} with what is wrong. */
  Pages pages() {
    String first = target;
    Map<String, TargetProxy> byName = new HashMap<>();
    Map<String, TargetProxy> byPath = new HashMap<>();
    for (String page : pages) {
      add(page, byName, byPath);
    }
    return new Pages(
        first == null || first.isEmpty() ? null : proxy("--target", first), byName, byPath);
  }

  private void add(String page, Map<String, TargetProxy> byName, Map<String, TargetProxy> byPath) {
    if (page.isEmpty()) {
      return;
    }
    int equals = page.indexOf('=');
    String name = equals < 0 ? "" : page.substring(0, equals);
    boolean path = PATH.matcher(name).matches();
    if (!path && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--page: a name of small letters, digits and hyphens, or a path, comes before =: "
              + page);
    }
    TargetProxy proxy = proxy("--page", page.substring(equals + 1));
    if ((path ? byPath : byName).put(name, proxy) != null) {
      throw new IllegalArgumentException("--page: " + name + " is there twice");
    }
  }

  private TargetProxy proxy(String option, String url) {
    TargetAddress address;
    try {
      address = TargetAddress.parse(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
    String host = hostHeader;
    if (host == null || host.isEmpty()) {
      return new TargetProxy(address);
    }
    try {
      return host.equals(OWN_NAME)
          ? TargetProxy.byOwnName(address)
          : new TargetProxy(address, host);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--host-header: " + e.getMessage(), e);
    }
  }
}
