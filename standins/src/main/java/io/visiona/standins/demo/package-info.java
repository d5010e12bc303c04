/** A service to put behind the gateway, for trying it out. */
@NullMarked
package io.visiona.standins.demo;

import org.jspecify.annotations.NullMarked;
