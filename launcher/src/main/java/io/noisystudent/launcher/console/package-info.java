/** What a terminal shows. */
@NullMarked
package io.noisystudent.launcher.console;

import org.jspecify.annotations.NullMarked;
