package io.visiona.api.identity.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servlet API as far as a filter needs it: what the test asks, and what the filter answered.
 */
final class FakeExchange {
  final Map<String, String> requestHeaders = new HashMap<>();
  final List<Cookie> cookies = new ArrayList<>();
  final Map<String, Object> attributes = new HashMap<>();
  final Map<String, String> headers = new HashMap<>();
  final ByteArrayOutputStream body = new ByteArrayOutputStream();
  int status = 200;
  boolean passed;

  private final String method;
  private final String path;
  private final String servletPath;

  FakeExchange(String method, String path) {
    this(method, path, path.startsWith("/api/") ? "/api" : path);
  }

  FakeExchange(String method, String path, String servletPath) {
    this.method = method;
    this.path = path;
    this.servletPath = servletPath;
  }

  FakeExchange with(String header, String value) {
    requestHeaders.put(header.toLowerCase(Locale.ROOT), value);
    return this;
  }

  FakeExchange cookie(String name, String value) {
    cookies.add(new Cookie(name, value));
    return this;
  }

  HttpServletRequest request() {
    return proxy(HttpServletRequest.class, this::askRequest);
  }

  HttpServletResponse response() {
    return proxy(HttpServletResponse.class, this::askResponse);
  }

  FilterChain chain() {
    return (request, response) -> passed = true;
  }

  private @Nullable Object askRequest(String name, @Nullable Object[] arguments) {
    return switch (name) {
      case "getMethod" -> method;
      case "getRequestURI" -> path;
      case "getServletPath" -> servletPath;
      case "getHeader" -> requestHeaders.get(String.valueOf(arguments[0]).toLowerCase(Locale.ROOT));
      case "getCookies" -> cookies.isEmpty() ? null : cookies.toArray(new Cookie[0]);
      case "getAttribute" -> attributes.get(String.valueOf(arguments[0]));
      case "setAttribute" ->
          attributes.put(
              String.valueOf(arguments[0]), java.util.Objects.requireNonNull(arguments[1]));
      default -> throw new UnsupportedOperationException(name);
    };
  }

  private @Nullable Object askResponse(String name, @Nullable Object[] arguments) {
    switch (name) {
      case "setHeader" -> headers.put(String.valueOf(arguments[0]), String.valueOf(arguments[1]));
      case "addHeader" ->
          headers.merge(
              String.valueOf(arguments[0]), String.valueOf(arguments[1]), (a, b) -> a + "\n" + b);
      case "setStatus" -> status = Integer.parseInt(String.valueOf(arguments[0]));
      case "setContentType" -> headers.put("Content-Type", String.valueOf(arguments[0]));
      case "getOutputStream" -> {
        return new Sink();
      }
      case "containsHeader" -> {
        return headers.containsKey(String.valueOf(arguments[0]));
      }
      case "resetBuffer", "flushBuffer", "setContentLength" -> {
        return null;
      }
      default -> throw new UnsupportedOperationException(name);
    }
    return null;
  }

  private interface Answers {
    @Nullable Object to(String name, @Nullable Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) ->
                answers.to(called.getName(), arguments == null ? new Object[0] : arguments)));
  }

  private final class Sink extends ServletOutputStream {
    @Override
    public void write(int b) {
      body.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
