/** The local stack: broker, store and the four services as processes. */
@NullMarked
package io.noisystudent.launcher.stack;

import org.jspecify.annotations.NullMarked;
