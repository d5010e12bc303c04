package io.visiona.shared.container;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that an upgraded connection ends when it is closed. Open Liberty takes a connection
 * back into keep-alive when its {@code WebConnection} is closed, and reads what the peer sends next
 * as a request; and its WebSockets wait for a peer that may be silent. The servlet API has no word
 * for either, so Liberty's own objects are asked, by reflection: they are not on the compile path,
 * and other containers do not have them.
 *
 * <p>Use: {@link #of} before the upgrade, {@link #connectionHeader} in the 101, {@link
 * #withoutContentLength} after {@code request.upgrade}, {@link #closeWithUpgrade} when the upgraded
 * connection begins, i.e. after the 101 was sent. Where Liberty has changed and cannot be told, the
 * header tells it, and clients that insist on {@code Connection: Upgrade} alone are the price.
 * Thread-safe.
 */
public final class ConnectionCloser {
  private static final Logger LOG = System.getLogger(ConnectionCloser.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private static final String UPGRADE = "Upgrade";
  private static final String UPGRADE_AND_CLOSE = "Upgrade, close";

  /** A container of which nothing need be known: closing closes. */
  private static final ConnectionCloser STANDARD = new ConnectionCloser(null, UPGRADE);

  /** One whose objects are not what they were. */
  private static final ConnectionCloser UNKNOWN = new ConnectionCloser(null, UPGRADE_AND_CLOSE);

  private final @Nullable Liberty liberty;
  private final String header;

  private ConnectionCloser(@Nullable Liberty liberty, String header) {
    this.liberty = liberty;
    this.header = header;
  }

  /** For containers whose connections end when they are closed: what the standard promises. */
  public static ConnectionCloser standard() {
    return STANDARD;
  }

  /** For the connection of a request that is about to be upgraded. */
  public static ConnectionCloser of(HttpServletRequest request) {
    ServletRequest inner = innermost(request);
    if (!isLiberty(inner)) {
      return STANDARD;
    }
    try {
      return new ConnectionCloser(Liberty.of(inner), UPGRADE);
    } catch (ReflectiveOperationException | RuntimeException changed) {
      if (WARNED.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "This Open Liberty does not let its connections be closed; 101 answers say"
                + " \"Connection: Upgrade, close\", which some WebSocket clients refuse",
            changed);
      }
      return UNKNOWN;
    }
  }

  /** The value of the 101's {@code Connection} header. */
  public String connectionHeader() {
    return header;
  }

  /**
   * From now on {@code WebConnection.close()} closes TCP: what was written is sent, FIN follows,
   * and nothing more is read. To be called after the 101 was sent, in {@code
   * HttpUpgradeHandler.init} or {@code Endpoint.onOpen}: before, the container would put it into
   * the answer's {@code Connection} header.
   */
  public void closeWithUpgrade() {
    if (liberty == null) {
      return;
    }
    try {
      liberty.notPersistent();
    } catch (ReflectiveOperationException failed) {
      LOG.log(Level.ERROR, "An upgraded connection may stay open after its end", failed);
    }
  }

  /**
   * Keeps a {@code Content-Length} out of the answer, which a 1xx and a 204 must not have (RFC 9110
   * section 8.6); Liberty adds {@code Content-Length: 0} to every answer without a body, except to
   * one of HEAD. To be called once nothing but the 101 can be answered, i.e. after {@code
   * request.upgrade}.
   */
  public void withoutContentLength() {
    if (liberty == null) {
      return;
    }
    try {
      liberty.answerAsToHead();
    } catch (ReflectiveOperationException changed) {
      LOG.log(Level.DEBUG, "The 101 carries a Content-Length", changed);
    }
  }

  /** Whether {@link #closeNow} can do anything here. */
  public boolean canCloseNow() {
    return liberty != null;
  }

  /**
   * Lets a request that went async complete without giving its connection back: it would be read
   * for a next request, beside the upgraded stream, and lose what belongs to that one. To be called
   * between {@code request.upgrade}, or the container's own upgrade to a WebSocket, and the
   * request's completion; see {@link LateUpgrade}.
   */
  public void keepOpen() {
    if (liberty == null) {
      return;
    }
    try {
      liberty.notGivenBack();
    } catch (ReflectiveOperationException changed) {
      LOG.log(Level.ERROR, "An upgraded connection may lose its first bytes", changed);
    }
  }

  /**
   * Closes TCP now, whatever the container waits for: its WebSocket for the peer, its upgraded
   * stream for a write that the peer does not take. What its last write handed to the socket is
   * still delivered. Does nothing in other containers, or when it is closed already.
   */
  public void closeNow() {
    if (liberty == null) {
      return;
    }
    try {
      liberty.closeConnection();
    } catch (InvocationTargetException failed) {
      // The container takes a connection apart without a lock: one that ends meanwhile has no
      // parts.
      boolean ended = failed.getCause() instanceof NullPointerException;
      LOG.log(
          ended ? Level.DEBUG : Level.ERROR, "An upgraded connection could not be closed", failed);
    } catch (ReflectiveOperationException failed) {
      LOG.log(Level.ERROR, "An upgraded connection could not be closed", failed);
    }
  }

  /** Liberty's objects behind one connection, and the methods of them that are needed. */
  private record Liberty(Object connection, Object context, Method setPersistent, Method close) {

    static Liberty of(ServletRequest request) throws ReflectiveOperationException {
      Object connection = call(call(request, "getIRequest"), "getHttpInboundConnection");
      Object context = contextOf(connection);
      return new Liberty(
          connection,
          context,
          known(context, "setPersistent", 1),
          known(call(connection, "getHttpDispatcherLink"), "close", 2));
    }

    void notPersistent() throws ReflectiveOperationException {
      setPersistent.invoke(context, false);
    }

    void answerAsToHead() throws ReflectiveOperationException {
      Method setMethod = known(context, "setRequestMethod", 1);
      setMethod.invoke(context, setMethod.getParameterTypes()[0].getField("HEAD").get(null));
    }

    /**
     * The mark that the container's own upgraded streams set when they get a listener; it is taken
     * away again before the upgrade.
     */
    void notGivenBack() throws ReflectiveOperationException {
      stateOf(call(connection, "getVC")).put("UpgradedListener", "true");
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> stateOf(Object virtual) throws ReflectiveOperationException {
      return (Map<Object, Object>) call(virtual, "getStateMap");
    }

    void closeConnection() throws ReflectiveOperationException {
      Object virtual = known(connection, "getVC", 0).invoke(connection);
      if (virtual != null) {
        // An upgraded connection with listeners is not closed from here without this mark.
        stateOf(virtual).put("CloseUpgradedWebConnection", "true");
        // Without a reason it would be taken back into keep-alive.
        close.invoke(
            call(connection, "getHttpDispatcherLink"), virtual, new IOException("upgrade ended"));
      }
    }
  }

  /** What reads and writes HTTP on the connection of a request. */
  static Object context(ServletRequest innermost) throws ReflectiveOperationException {
    return contextOf(call(call(innermost, "getIRequest"), "getHttpInboundConnection"));
  }

  private static Object contextOf(Object connection) throws ReflectiveOperationException {
    return call(call(connection, "getHttpInboundLink"), "getHTTPContext");
  }

  private static Object call(Object on, String name) throws ReflectiveOperationException {
    Object result = known(on, name, 0).invoke(on);
    if (result == null) {
      throw new NoSuchMethodException(name + " of " + on.getClass() + " answers null");
    }
    return result;
  }

  static Method known(Object on, String name, int parameters) throws NoSuchMethodException {
    return method(on, name, parameters)
        .orElseThrow(() -> new NoSuchMethodException(name + " of " + on.getClass()));
  }

  /** The container's own object under the wrappers of filters. */
  static ServletRequest innermost(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner;
  }

  static boolean isLiberty(ServletRequest innermost) {
    return method(innermost, "getIRequest", 0).isPresent();
  }

  private static Optional<Method> method(Object on, String name, int parameters) {
    return Arrays.stream(on.getClass().getMethods())
        .filter(method -> method.getName().equals(name) && !method.isBridge())
        .filter(method -> method.getParameterCount() == parameters)
        .findFirst();
  }
}
