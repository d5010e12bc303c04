/** Several relays and several API servers. */
@NullMarked
package io.visiona.tests.cluster;

import org.jspecify.annotations.NullMarked;
