package io.visiona.api.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.ContainerConfig;
import io.visiona.shared.container.ContainerConfig.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order in which a client's fault is told. */
final class RequestSenderTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void clientThatStopsSending_isToldOf_beforeItsExchangeIsEnded() {
    RequestSender sender =
        new RequestSender(
            Runnable::run,
            Container.of(new ContainerConfig(Kind.STANDARD)),
            new ClientRequest(
                of(
                    HttpServletRequest.class,
                    (proxy, method, arguments) ->
                        method.getReturnType() == long.class ? Long.valueOf(10) : null)),
            failure -> events.add(failure.name()));
    sender.start(new Stopped(), of(UpstreamExchange.class, this::exchange), false);
    assertThat(events).startsWith("CLIENT_TIMEOUT", "exchange ended");
  }

  /** Ends itself when its source fails, as exchanges with services do. */
  private @Nullable Object exchange(Object proxy, Method method, Object[] given)
      throws IOException {
    try {
      return ((InputStream) given[0]).readAllBytes();
    } catch (IOException failed) {
      events.add("exchange ended");
      throw failed;
    }
  }

  private static <T> T of(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /** Ten bytes were promised, and none came in time. */
  private static final class Stopped implements RequestBody {
    @Override
    public boolean isNone() {
      return false;
    }

    @Override
    public long length() {
      return 10;
    }

    @Override
    public byte @Nullable [] atHand(Executor threads) {
      return null;
    }

    @Override
    public InputStream open() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new ClientBodyException(new SocketTimeoutException());
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
          return read();
        }
      };
    }

    @Override
    public boolean isWhole() {
      return false;
    }
  }
}
