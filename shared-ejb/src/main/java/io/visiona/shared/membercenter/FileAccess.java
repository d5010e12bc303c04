package io.visiona.shared.membercenter;

import java.net.URI;
import java.time.Duration;

/**
 * How models are downloaded.
 *
 * @param registration the client that asks for download tokens
 * @param tenantId our tenant on the file server
 * @param baseUrl the file server as browsers and agents reach it
 * @param tokenTtl how long a download token is to live
 */
public record FileAccess(
    ClientRegistration registration, String tenantId, URI baseUrl, Duration tokenTtl) {}
