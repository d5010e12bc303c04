/**
 * Tests inside the real applications on Open Liberty, by Arquillian: what only the container can
 * show.
 */
@NullMarked
package io.visiona.incontainer;

import org.jspecify.annotations.NullMarked;
