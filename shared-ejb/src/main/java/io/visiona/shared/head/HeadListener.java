package io.visiona.shared.head;

import io.visiona.shared.container.Container;
import io.visiona.shared.container.ServerRefusal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The rules of {@link HeadFilter} before an application that is not ours, and before the server
 * asks for its credentials: Open Liberty tells listeners of a request first. A listener has no
 * answer to give, so what is wrong is thrown as the one exception that the server answers with the
 * status it names, without running the application and without a word in the log. The page around
 * the message is the server's own. Thread-safe.
 */
final class HeadListener implements ServletRequestListener {
  HeadListener() {}

  @Override
  public void requestInitialized(ServletRequestEvent event) {
    // Told again when the request is dispatched, and its bytes are gone by then.
    if (event.getServletRequest() instanceof HttpServletRequest request
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      // How encoded slashes and dots are read in its paths is the application's own matter.
      HeadJudge.judge(request, Container.openLiberty(), _ -> false)
          .ifPresent(wrong -> ServerRefusal.raise(request, wrong.status(), wrong.message()));
    }
  }
}
