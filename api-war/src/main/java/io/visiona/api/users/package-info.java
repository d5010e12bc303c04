/** Who people are for services: usernames and subjects, each for one id. */
@NullMarked
package io.visiona.api.users;

import org.jspecify.annotations.NullMarked;
