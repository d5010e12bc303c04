/** The services behind the gateway: connections to them, and one exchange at a time. */
@NullMarked
package io.visiona.api.gateway.service;

import org.jspecify.annotations.NullMarked;
