/** Where agents connect: the only holder of live tunnels, and the switch between them and the API. */
@NullMarked
package io.visiona.relay;

import org.jspecify.annotations.NullMarked;
