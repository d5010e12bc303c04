package io.visiona.shared.container;

import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;

/**
 * Lets {@code TRACE} come as far as {@link io.visiona.shared.head.HeadFilter}, which refuses it as
 * every method that is not served. Left alone, Open Liberty refuses it before any filter, with a
 * page of its own, by an attribute that it sets on the request first and looks at then; without the
 * attribute it does nothing. The setting with the same effect ({@code
 * com.ibm.ws.webcontainer.defaulttracerequestbehavior}) is one of the whole server, and what
 * Liberty itself serves on the operators' ports would echo requests.
 */
public final class TraceListener implements ServletRequestAttributeListener {
  private static final String REFUSE = "com.ibm.ws.webcontainer.security.checkdefaultmethod";

  @Override
  public void attributeAdded(ServletRequestAttributeEvent event) {
    if (event.getName().equals(REFUSE) && "TRACE".equals(event.getValue())) {
      event.getServletRequest().removeAttribute(REFUSE);
    }
  }
}
