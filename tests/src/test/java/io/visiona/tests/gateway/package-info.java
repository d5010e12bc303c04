/** The deployed gateway, with services, tokens and callers of all kinds. */
@NullMarked
package io.visiona.tests.gateway;

import org.jspecify.annotations.NullMarked;
