package io.visiona.shared.container;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Has Open Liberty refuse a request that it would serve itself, from where nobody has an answer to
 * give: by the one exception that it answers with the status it names, without running the
 * application and without a word in the log. Thread-safe.
 */
public final class ServerRefusal {
  /** It has a status, which a {@code ServletException} has not. */
  private static final String ERROR_REPORT = "com.ibm.websphere.servlet.error.ServletErrorReport";

  private ServerRefusal() {}

  /**
   * Throws it, and closes the connection behind the answer.
   *
   * @param message for whoever asked; the page around it is the server's own
   */
  public static void raise(HttpServletRequest request, int status, String message) {
    Throwable report;
    try {
      ((HttpServletResponse) RawHead.call(request, "getResponse")).setHeader("Connection", "close");
      report = report(status, message);
    } catch (ReflectiveOperationException | ClassCastException changed) {
      throw new IllegalStateException(message, changed);
    }
    ServerRefusal.<RuntimeException>raise(report);
  }

  private static Throwable report(int status, String message) throws ReflectiveOperationException {
    Class<?> type = Class.forName(ERROR_REPORT);
    Object report = type.getConstructor(String.class).newInstance(message);
    type.getMethod("setErrorCode", int.class).invoke(report, status);
    return (Throwable) report;
  }

  /** A listener may declare nothing, and the server catches this one by its class. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(@Nullable Throwable report) throws T {
    throw (T) report;
  }
}
