package io.visiona.api.gateway;

import io.visiona.api.gateway.routes.GatewayRoute;
import io.visiona.api.gateway.routes.GatewayRouteTable;
import io.visiona.api.gateway.routes.RequestPath;
import io.visiona.api.platform.tracing.TraceParent;
import io.visiona.api.proxy.ClientRequest;
import io.visiona.api.proxy.CookieRules;
import io.visiona.api.proxy.ForwardedScheme;
import io.visiona.api.proxy.HeaderRule.Action;
import io.visiona.shared.address.ClientAddress;
import io.visiona.shared.error.RequestId;
import io.visiona.shared.exchange.Field;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The header fields of a request to a service: what the caller may tell, and what we tell. */
final class ServiceFields {
  private ServiceFields() {}

  /** In the order the caller's came, ours behind them. */
  static List<Field> of(
      ClientRequest client,
      boolean https,
      GatewayRouteTable table,
      GatewayRoute route,
      List<Field> said,
      @Nullable Protocols protocols,
      @Nullable String traceParent) {
    HttpServletRequest request = client.servlet();
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", route.url().getRawAuthority()));
    List<Field> given = client.fields();
    for (Field field : given) {
      boolean passes =
          ServiceHeaders.REQUEST.action(field.name()) == Action.PASS
              && !table.isClaimHeader(field.name())
              && (protocols == null || !field.is(Protocols.HEADER));
      if (passes || (route.forwardToken() && field.is("Authorization"))) {
        fields.add(field);
      }
    }
    if (protocols != null && !protocols.others().isEmpty()) {
      fields.add(new Field(Protocols.HEADER, String.join(", ", protocols.others())));
    }
    CookieRules.toUpstream(given).ifPresent(pairs -> fields.add(new Field("Cookie", pairs)));
    fields.addAll(said);
    fields.add(new Field(RequestId.HEADER, client.id()));
    TraceParent.add(fields, request, traceParent);
    fields.add(new Field("X-Forwarded-For", ClientAddress.of(request).text()));
    fields.add(new Field("X-Forwarded-Proto", ForwardedScheme.of(request, https)));
    String host = request.getHeader("Host");
    if (host != null) {
      fields.add(new Field("X-Forwarded-Host", host));
    }
    fields.add(new Field("X-Forwarded-Prefix", RequestPath.PREFIX));
    return fields;
  }
}
