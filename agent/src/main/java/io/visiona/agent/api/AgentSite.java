package io.visiona.agent.api;

import io.visiona.agent.faults.AgentFaults;
import io.visiona.agent.http.BuiltInSite;
import io.visiona.agent.http.HttpConnection;
import io.visiona.agent.http.Peek;
import io.visiona.agent.target.Pages;
import io.visiona.agent.target.TargetProxy;
import io.visiona.agent.tunnel.Lingering;
import io.visiona.agent.tunnel.StreamHandler;
import io.visiona.yamux.blocking.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;

/**
 * Gives each stream to whom it is meant for: the agent's own API, or the web server behind the
 * agent, or the site that stands in for one. Thread-safe.
 */
public final class AgentSite implements StreamHandler {
  private static final Duration IDLE = Duration.ofMinutes(5);
  private static final Duration HEAD = Duration.ofSeconds(60);

  private final DeviceApi api;
  private final BuiltInSite builtIn;
  private final Pages pages;
  private final AgentFaults faults;

  /**
   * The site.
   *
   * @param pages the web servers behind the agent; where there is none, the built-in site answers
   */
  public AgentSite(DeviceApi api, BuiltInSite builtIn, Pages pages, AgentFaults faults) {
    this.api = api;
    this.builtIn = builtIn;
    this.pages = pages;
    this.faults = faults;
  }

  @Override
  public void serve(YamuxStream stream) throws IOException, InterruptedException {
    if (faults.isOn("garbage")) {
      stream.output().write("%&/(not HTTP at all\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Lingering.finish(stream);
      return;
    }
    stream.readTimeout(HEAD);
    Peek peek = new Peek(stream.input());
    ClassicHttpRequest head = peek.head();
    stream.readTimeout(Duration.ZERO);
    InputStream everything = peek.everything();
    if (head != null && isMeant(head)) {
      answer(stream, everything, api);
      return;
    }
    Optional<TargetProxy> target = head == null ? pages.unnamed() : pages.of(head);
    if (target.isPresent()) {
      target.get().serve(stream, everything);
    } else if (head != null && Pages.isForNamedPage(head)) {
      Pages.refuse(stream);
    } else {
      answer(stream, everything, builtIn::answer);
    }
  }

  /** What comes at a page's own host is never for the API, wherever it leads. */
  private static boolean isMeant(ClassicHttpRequest head) {
    Header prefix = head.getFirstHeader("X-Forwarded-Prefix");
    return !Pages.isForPage(head)
        && DeviceApi.isMeant(head.getRequestUri(), prefix == null ? "" : prefix.getValue());
  }

  private void answer(YamuxStream stream, InputStream in, HttpConnection.Site site)
      throws IOException, InterruptedException {
    stream.readTimeout(IDLE);
    stream.writeTimeout(IDLE);
    OutputStream out = stream.output();
    long rate = faults.value("slow_link");
    HttpConnection connection =
        new HttpConnection(in, rate > 0 ? new SlowOutput(out, rate) : out, site);
    connection.serve();
    if (connection.isCutShort()) {
      Lingering.finish(stream);
    }
  }
}
