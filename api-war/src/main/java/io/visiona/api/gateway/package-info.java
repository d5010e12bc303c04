/**
 * The JWT gateway: everything below {@code /gateway}. {@link io.visiona.api.gateway.GatewayFilter}
 * takes its requests out of the chain, and {@link io.visiona.api.gateway.GatewayRequest} leads each
 * through the steps: route, clean, authenticate, identify, limit, forward, answer.
 */
@NullMarked
package io.visiona.api.gateway;

import org.jspecify.annotations.NullMarked;
