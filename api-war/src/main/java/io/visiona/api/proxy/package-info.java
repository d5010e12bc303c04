/**
 * The reverse proxy that everything forwarded goes through, to whomever: {@link
 * io.visiona.api.proxy.ReverseProxy} runs a request, an {@link io.visiona.api.proxy.Upstream}
 * answers it, and a {@link io.visiona.api.proxy.ProxyPolicy} decides what may pass. It knows
 * neither agents nor services.
 */
@NullMarked
package io.visiona.api.proxy;

import org.jspecify.annotations.NullMarked;
