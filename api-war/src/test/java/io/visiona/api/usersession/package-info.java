@NullMarked
package io.visiona.api.usersession;

import org.jspecify.annotations.NullMarked;
