/** The command line. */
@NullMarked
package io.noisystudent.launcher.command;

import org.jspecify.annotations.NullMarked;
