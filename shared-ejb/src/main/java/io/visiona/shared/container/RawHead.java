package io.visiona.shared.container;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request's head. The servlet API shows what is left of it after the container's
 * repairs: of two lengths one, of a length and a coding the coding, of a folded field one line, and
 * lines that ended with half a line end as if they were good. Open Liberty keeps what it read until
 * the request is over, so the bytes are there; they are reached by reflection, since no interface
 * shows them. Where they cannot be reached, nothing is forwarded (decision 16).
 */
final class RawHead {
  /** Fields of the container's classes, by class and name. */
  private static final ConcurrentHashMap<Key, Field> FIELDS = new ConcurrentHashMap<>();

  private static final ConcurrentHashMap<Key, Method> METHODS = new ConcurrentHashMap<>();

  private record Key(Class<?> type, String name) {}

  private RawHead() {}

  /**
   * What came up to the end of the head, perhaps with earlier requests before it; throws when this
   * container does not show it.
   */
  static byte[] of(HttpServletRequest request) throws UnseenHeadException {
    try {
      Object message = message(request);
      Object[] buffers = (Object[]) field(message, "parseBuffers");
      int last = (Integer) field(message, "parseIndex");
      if (last < 0 || last >= buffers.length) {
        throw new UnseenHeadException("no buffer");
      }
      return join(buffers, last);
    } catch (ReflectiveOperationException | ClassCastException | NullPointerException different) {
      throw new UnseenHeadException(different);
    }
  }

  /** The container's own request. */
  static Object message(HttpServletRequest request) throws ReflectiveOperationException {
    return field(field(call(request, "getIRequest"), "request"), "message");
  }

  /** What has already come of the body of a request whose body nobody has read yet. */
  static ByteBuffer bodySoFar(Object message) throws ReflectiveOperationException {
    Object[] buffers = (Object[]) field(message, "parseBuffers");
    int last = (Integer) field(message, "parseIndex");
    return ((ByteBuffer) call(buffers[last], "getWrappedByteBufferNonSafe")).duplicate();
  }

  private static byte[] join(Object[] buffers, int last) throws ReflectiveOperationException {
    ByteBuffer[] parts = new ByteBuffer[last + 1];
    int total = 0;
    for (int i = 0; i <= last; i++) {
      // Not read further than the parser has: what follows the head is the body or the next
      // request.
      ByteBuffer part = ((ByteBuffer) call(buffers[i], "getWrappedByteBufferNonSafe")).duplicate();
      if (i == last) {
        part.flip();
      } else {
        part.position(0);
      }
      parts[i] = part;
      total += part.remaining();
    }
    byte[] bytes = new byte[total];
    int at = 0;
    for (ByteBuffer part : parts) {
      int length = part.remaining();
      part.get(bytes, at, length);
      at += length;
    }
    return bytes;
  }

  static Object call(Object target, String name) throws ReflectiveOperationException {
    return present(maybe(target, name), name);
  }

  /** As {@link #call}, where nothing is an answer. */
  static @Nullable Object maybe(Object target, String name) throws ReflectiveOperationException {
    Key key = new Key(target.getClass(), name);
    Method method = METHODS.get(key);
    if (method == null) {
      method = target.getClass().getMethod(name);
      method.setAccessible(true);
      METHODS.put(key, method);
    }
    try {
      return method.invoke(target);
    } catch (InvocationTargetException e) {
      throw new NoSuchMethodException(name + " failed: " + e.getCause());
    }
  }

  private static Object field(Object target, String name) throws ReflectiveOperationException {
    return present(accessible(target, name).get(target), name);
  }

  /** A field of a class or of one above it, private ones too. */
  static Field accessible(Object target, String name) throws NoSuchFieldException {
    Key key = new Key(target.getClass(), name);
    Field field = FIELDS.get(key);
    if (field == null) {
      field = declared(target.getClass(), name);
      field.setAccessible(true);
      FIELDS.put(key, field);
    }
    return field;
  }

  private static Field declared(Class<?> type, String name) throws NoSuchFieldException {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      for (Field field : each.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          return field;
        }
      }
    }
    throw new NoSuchFieldException(name + " of " + type.getName());
  }

  static Object present(@Nullable Object value, String name) throws NoSuchFieldException {
    if (value == null) {
      throw new NoSuchFieldException(name + " is not set");
    }
    return value;
  }
}
