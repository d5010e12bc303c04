package io.visiona.shared.container;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionCloserTest {

  @Test
  void a_liberty_connection_is_marked_and_its_101_says_upgrade_alone() {
    Dispatcher dispatcher = new Dispatcher();
    ConnectionCloser closer = ConnectionCloser.of(liberty(dispatcher));

    assertThat(closer.connectionHeader()).isEqualTo("Upgrade");
    assertThat(dispatcher.link.context.persistent).isTrue();
    closer.closeWithUpgrade();
    assertThat(dispatcher.link.context.persistent).isFalse();
    assertThat(dispatcher.closed).isEmpty();
  }

  @Test
  void the_answer_has_no_content_length_when_it_is_taken_for_one_to_head() {
    Dispatcher dispatcher = new Dispatcher();

    ConnectionCloser.of(liberty(dispatcher)).withoutContentLength();

    assertThat(dispatcher.link.context.method).isSameAs(RequestMethod.HEAD);
  }

  @Test
  void a_request_is_found_under_its_wrappers() {
    Dispatcher dispatcher = new Dispatcher();
    HttpServletRequest wrapped =
        new HttpServletRequestWrapper(new HttpServletRequestWrapper(liberty(dispatcher)));

    ConnectionCloser.of(wrapped).closeWithUpgrade();

    assertThat(dispatcher.link.context.persistent).isFalse();
  }

  @Test
  void a_forced_close_gives_a_reason_because_without_one_liberty_keeps_the_connection() {
    Dispatcher dispatcher = new Dispatcher();
    ConnectionCloser closer = ConnectionCloser.of(liberty(dispatcher));

    closer.closeNow();

    assertThat(dispatcher.closed).singleElement().isNotNull();
  }

  @Test
  void a_forced_close_is_marked_because_without_it_liberty_keeps_an_upgraded_connection() {
    Dispatcher dispatcher = new Dispatcher();
    Virtual virtual = new Virtual();
    dispatcher.virtual = virtual;

    ConnectionCloser.of(liberty(dispatcher)).closeNow();

    assertThat(virtual.getStateMap()).containsEntry("CloseUpgradedWebConnection", "true");
  }

  @Test
  void a_connection_that_is_gone_is_left_alone() {
    Dispatcher dispatcher = new Dispatcher();
    ConnectionCloser closer = ConnectionCloser.of(liberty(dispatcher));
    dispatcher.virtual = null;

    closer.closeNow();

    assertThat(dispatcher.closed).isEmpty();
  }

  @Test
  void a_liberty_that_has_changed_is_told_by_the_header() {
    ConnectionCloser closer =
        ConnectionCloser.of(request(HttpServletRequest.class, ChangedRequest.class, "changed"));

    assertThat(closer.connectionHeader()).isEqualTo("Upgrade, close");
    closer.closeWithUpgrade();
    closer.closeNow();
  }

  @Test
  void other_containers_need_nothing() {
    HttpServletRequest request = request(HttpServletRequest.class, HttpServletRequest.class, "");

    assertThat(ConnectionCloser.of(request).connectionHeader()).isEqualTo("Upgrade");
  }

  private static HttpServletRequest liberty(Dispatcher dispatcher) {
    return request(HttpServletRequest.class, LibertyRequest.class, new Inner(dispatcher));
  }

  private static HttpServletRequest request(Class<?> servlet, Class<?> own, Object inner) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ConnectionCloserTest.class.getClassLoader(),
            servlet == own ? new Class<?>[] {servlet} : new Class<?>[] {servlet, own},
            (_, method, _) -> method.getName().equals("getIRequest") ? inner : null);
  }

  /** The shapes of Liberty's own types, as far as they are used. */
  public interface LibertyRequest {
    Object getIRequest();
  }

  public interface ChangedRequest {
    Object getIRequest();
  }

  public record Inner(Dispatcher dispatcher) {
    public Dispatcher getHttpInboundConnection() {
      return dispatcher;
    }
  }

  public static final class Dispatcher {
    private final Link link = new Link();
    private final List<@Nullable Exception> closed = new ArrayList<>();
    private @Nullable Virtual virtual = new Virtual();

    public Link getHttpInboundLink() {
      return link;
    }

    public Dispatcher getHttpDispatcherLink() {
      return this;
    }

    public @Nullable Object getVC() {
      return virtual;
    }

    public void close(Object of, @Nullable Exception reason) {
      closed.add(reason);
    }
  }

  public static final class Virtual {
    private final Map<Object, Object> state = new HashMap<>();

    public Map<Object, Object> getStateMap() {
      return state;
    }
  }

  public static final class Link {
    private final Context context = new Context();

    public Context getHTTPContext() {
      return context;
    }
  }

  public enum RequestMethod {
    GET,
    HEAD
  }

  public static final class Context {
    private boolean persistent = true;
    private RequestMethod method = RequestMethod.GET;

    public void setRequestMethod(RequestMethod to) {
      method = to;
    }

    public void setPersistent(boolean to) {
      persistent = to;
    }
  }
}
