package io.visiona.api.platform.audit;

import io.visiona.api.http.RequestIdFilter;
import io.visiona.shared.address.ClientAddress;
import jakarta.servlet.ServletRequest;

/**
 * Where a request comes from: what is noted while it can be asked, for the time when its answer is
 * known.
 *
 * @param address of the client
 * @param requestId by which it is found in the log
 */
public record Origin(String address, String requestId) {

  /** Of a request, on the thread that serves it. */
  public static Origin of(ServletRequest request) {
    return new Origin(ClientAddress.of(request).text(), RequestIdFilter.of(request));
  }
}
