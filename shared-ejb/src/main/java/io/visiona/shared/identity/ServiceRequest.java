package io.visiona.shared.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/**
 * A request of another server of this installation, whose caller and role the application knows.
 */
final class ServiceRequest extends HttpServletRequestWrapper {
  private final Principal caller;

  ServiceRequest(HttpServletRequest request, String subject) {
    super(request);
    this.caller = () -> subject;
  }

  @Override
  public Principal getUserPrincipal() {
    return caller;
  }

  @Override
  public String getRemoteUser() {
    return caller.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return ServiceTokens.ROLE.equals(role);
  }
}
