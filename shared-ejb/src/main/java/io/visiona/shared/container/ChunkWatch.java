package io.visiona.shared.container;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a {@link BodyJudge} the bytes of a chunked body before the container takes them apart. The
 * container's parser sits on an interface to the connection; between the two stands a proxy of that
 * interface which looks at what each read brought, and fails the read when it must not be believed
 * (decision 35). A connection gets it with its first chunked request, or its first body that is to
 * be read as it comes ({@link BodyPieces}), and keeps it. It asks the connection for what is there,
 * not for whole blocks; beyond that and chunks it only passes on.
 */
final class ChunkWatch implements InvocationHandler {
  private final Object connection;

  /** What the container's callbacks know the connection by. */
  private final Object link;

  private @Nullable Object reading;
  private volatile @Nullable BodyJudge rules;

  private ChunkWatch(Object connection, Object link) {
    this.connection = connection;
    this.link = link;
  }

  /**
   * Begins with the body of a request that has come in chunks, none of which was read yet; false
   * when what is there of it is already wrong.
   */
  static boolean begin(HttpServletRequest request, BodyJudge rules) throws UnseenHeadException {
    try {
      boolean good = rules.accepts(RawHead.bodySoFar(RawHead.message(request)));
      // Watched when it is wrong, too: the container would wait for the rest before it closes.
      if (!rules.isOver()) {
        of(request).rules = rules;
      }
      return good;
    } catch (ReflectiveOperationException | ClassCastException | NullPointerException different) {
      throw new UnseenHeadException(different);
    }
  }

  /** That of the request's connection, which gets one if it has none. */
  static ChunkWatch of(HttpServletRequest request) throws UnseenHeadException {
    try {
      Object context = RawHead.call(RawHead.message(request), "getServiceContext");
      Field field = RawHead.accessible(context, "myTSC");
      return watch(RawHead.present(field.get(context), "myTSC"), field, context);
    } catch (ReflectiveOperationException | ClassCastException | NullPointerException different) {
      throw new UnseenHeadException(different);
    }
  }

  private static ChunkWatch watch(Object connection, Field field, Object context)
      throws ReflectiveOperationException {
    if (Proxy.isProxyClass(connection.getClass())
        && Proxy.getInvocationHandler(connection) instanceof ChunkWatch known) {
      return known;
    }
    ChunkWatch watch = new ChunkWatch(connection, RawHead.call(context, "getVC"));
    Class<?> type = field.getType();
    field.set(context, Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, watch));
    return watch;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (!method.getName().equals("getReadInterface")) {
      return passedOn(connection, method, arguments);
    }
    Object known = reading;
    if (known == null) {
      Object original = RawHead.present(passedOn(connection, method, arguments), "the reader");
      Class<?> type = method.getReturnType();
      known =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (self, called, with) -> read(original, called, with));
      reading = known;
    }
    return known;
  }

  private @Nullable Object read(Object original, Method method, Object @Nullable [] arguments)
      throws Throwable {
    BodyJudge judged = rules;
    if (arguments == null || !method.getName().equals("read")) {
      return passedOn(original, method, arguments);
    }
    if (arguments[0] instanceof Long least && least > 1) {
      arguments[0] = 1L;
    }
    if (judged == null) {
      return passedOn(original, method, arguments);
    }
    boolean waits = arguments.length == 2;
    Object callback = waits ? null : arguments[1];
    if (judged.isBroken()) {
      // Without asking the connection: nothing more may come, and nobody is to wait for it.
      IOException wrong = judged.wrong();
      if (callback == null) {
        throw wrong;
      }
      failed(callback, method.getParameterTypes()[1], link, original, wrong);
      return null;
    }
    Arrivals arrivals = new Arrivals(original);
    if (callback != null) {
      arguments[1] = judging(callback, method.getParameterTypes()[1], arrivals, judged);
    }
    Object result = passedOn(original, method, arguments);
    boolean came = waits || result != null;
    if (came && !accepts(judged, arrivals)) {
      IOException wrong = judged.wrong();
      if (callback == null) {
        throw wrong;
      }
      failed(callback, method.getParameterTypes()[1], result, original, wrong);
      return null;
    }
    return result;
  }

  /** What a read that takes its time calls when it is done. */
  private Object judging(Object callback, Class<?> type, Arrivals arrivals, BodyJudge judged) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> {
          if (method.getName().equals("complete")
              && arguments != null
              && !accepts(judged, arrivals)) {
            failed(callback, type, arguments[0], arguments[1], judged.wrong());
            return null;
          }
          return passedOn(callback, method, arguments);
        });
  }

  private boolean accepts(BodyJudge judged, Arrivals arrivals) throws ReflectiveOperationException {
    for (ByteBuffer bytes : arrivals.bytes()) {
      if (!judged.accepts(bytes)) {
        return false;
      }
    }
    if (judged.isOver()) {
      rules = null;
    }
    return true;
  }

  private static void failed(
      Object callback, Class<?> type, @Nullable Object link, Object reader, IOException wrong)
      throws Throwable {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("error")) {
        passedOn(callback, method, new Object[] {link, reader, wrong});
        return;
      }
    }
    throw wrong;
  }

  private static @Nullable Object passedOn(Object to, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(to, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  /** Which bytes of a reader's buffers a read has brought: those between its positions. */
  private static final class Arrivals {
    private final Object reader;
    private final List<Object> before;
    private final List<Integer> positions = new ArrayList<>();

    Arrivals(Object reader) throws ReflectiveOperationException {
      this.reader = reader;
      this.before = buffers(reader);
      for (Object buffer : before) {
        positions.add(wrapped(buffer).position());
      }
    }

    List<ByteBuffer> bytes() throws ReflectiveOperationException {
      List<ByteBuffer> arrived = new ArrayList<>();
      List<Object> now = buffers(reader);
      for (int i = 0; i < now.size(); i++) {
        boolean same = i < before.size() && before.get(i) == now.get(i);
        ByteBuffer bytes = wrapped(now.get(i)).duplicate();
        bytes.flip();
        bytes.position(same ? Math.min(positions.get(i), bytes.limit()) : 0);
        arrived.add(bytes);
      }
      return arrived;
    }

    private static List<Object> buffers(Object reader) throws ReflectiveOperationException {
      List<Object> buffers = new ArrayList<>();
      Object[] all = (Object[]) RawHead.maybe(reader, "getBuffers");
      if (all != null) {
        for (Object buffer : all) {
          if (buffer != null) {
            buffers.add(buffer);
          }
        }
      }
      return buffers;
    }

    private static ByteBuffer wrapped(Object buffer) throws ReflectiveOperationException {
      return (ByteBuffer) RawHead.call(buffer, "getWrappedByteBufferNonSafe");
    }
  }
}
