/** Tests that run inside {@code api.war}, and what is put into it for them. */
@NullMarked
package io.visiona.incontainer.api;

import org.jspecify.annotations.NullMarked;
