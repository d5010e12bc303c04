package io.visiona.shared.head;

import io.visiona.shared.error.ErrorCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@link HeadFilter} before an application that is not ours, and before the server
 * asks for its credentials: Open Liberty tells listeners of a request first. A listener has no
 * answer to give, so what is wrong is thrown as the one exception that the server answers with the
 * status it names, without running the application and without a word in the log. The page around
 * the message is the server's own. Thread-safe.
 */
final class HeadListener implements ServletRequestListener {
  /** Open Liberty's own; it has a status, which a {@link ServletException} has not. */
  private static final String ERROR_REPORT = "com.ibm.websphere.servlet.error.ServletErrorReport";

  HeadListener() {}

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    // Told again when the request is dispatched, and its bytes are gone by then.
    if (event.getServletRequest() instanceof HttpServletRequest request
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      // How encoded slashes and dots are read in its paths is the application's own matter.
      HeadJudge.judge(request, _ -> false).ifPresent(wrong -> refuse(request, wrong));
    }
  }

  private static void refuse(HttpServletRequest request, ErrorCode wrong) {
    Throwable report;
    try {
      ((HttpServletResponse) RawHead.call(request, "getResponse")).setHeader("Connection", "close");
      report = report(wrong);
    } catch (ReflectiveOperationException | ClassCastException changed) {
      throw new IllegalStateException(wrong.message(), changed);
    }
    HeadListener.<RuntimeException>raise(report);
  }

  private static Throwable report(ErrorCode wrong) throws ReflectiveOperationException {
    Class<?> type = Class.forName(ERROR_REPORT);
    Object report = type.getConstructor(String.class).newInstance(wrong.message());
    type.getMethod("setErrorCode", int.class).invoke(report, wrong.status());
    return (Throwable) report;
  }

  /** A listener may declare nothing, and the server catches this one by its class. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(@Nullable Throwable report) throws T {
    throw (T) report;
  }
}
